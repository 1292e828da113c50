"""Reading what can be copied."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, any_, literal, or_, union_all
from sqlalchemy import select as columns
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.alignment import AlignmentState
from app.domain.copies import CopiedState
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.domain.membership import MemberState
from app.domain.role import Role
from app.features.goals.queries import its_objective
from app.features.sight.queries import visible
from app.tables import Alignment, KeyResult, Objective


def among(ids: Collection[UUID]) -> Any:
    """Return ids to compare with: however many, one parameter."""
    return any_(literal(list(ids), ARRAY(Uuid())))


def owned(actor: Actor, owner_ids: Collection[UUID]) -> Any:
    """Say which objectives belong to some owners: the organization's id is its own."""
    o = sql.objective
    ours = and_(o.owner_member_id.is_(None), o.owner_team_id.is_(None))
    theirs = (o.owner_member_id == among(owner_ids), o.owner_team_id == among(owner_ids))
    return or_(*theirs, and_(ours, literal(actor.org_id in owner_ids)))


async def originals(
    session: AsyncSession,
    actor: Actor,
    cycle_id: UUID,
    states: Collection[CopiedState],
    owner_ids: Collection[UUID] | None,
) -> Sequence[Objective]:
    """Return the objectives of a cycle that the actor may see, oldest first."""
    o = sql.objective
    found = select(Objective).where(visible(actor), o.cycle_id == cycle_id)
    found = found.where(o.state.in_([ObjectiveState(state) for state in sorted(states)]))
    if owner_ids is not None:
        found = found.where(owned(actor, owner_ids))
    return (await session.exec(found.order_by(o.id))).all()


async def unknown_owner(
    session: AsyncSession, actor: Actor, owner_ids: Sequence[UUID]
) -> int | None:
    """Return the place of the first id that names neither a member, a team, nor the company."""
    m, t = sql.member, sql.team
    members = columns(m.id).where(m.org_id == actor.org_id, m.id == among(owner_ids))
    teams = columns(t.id).where(t.org_id == actor.org_id, t.id == among(owner_ids))
    known = {actor.org_id, *(id for (id,) in await sql.rows(session, union_all(members, teams)))}
    return next((place for place, id in enumerate(owner_ids) if id not in known), None)


async def copied_before(session: AsyncSession, actor: Actor, cycle_id: UUID) -> set[UUID]:
    """Return what a cycle has a copy of that was not dropped."""
    o = sql.objective
    kept = columns(o.copied_from_id).where(
        o.org_id == actor.org_id,
        o.cycle_id == cycle_id,
        o.copied_from_id.is_not(None),
        o.state != ObjectiveState.dropped,
    )
    return {id for (id,) in await sql.rows(session, kept)}


async def drafts_before(session: AsyncSession, actor: Actor, cycle_id: UUID) -> dict[UUID, UUID]:
    """Return by their originals what was copied into a cycle, where it is still a draft."""
    o, kr = sql.objective, sql.key_result
    drafts = (visible(actor), o.cycle_id == cycle_id, o.state == ObjectiveState.draft)
    objectives = columns(o.copied_from_id, o.id).where(*drafts, o.copied_from_id.is_not(None))
    below = columns(kr.copied_from_id, kr.id).join(o, its_objective(kr, o)).where(*drafts)
    counting = (kr.copied_from_id.is_not(None), kr.state == KeyResultState.active)
    found = await sql.rows(session, union_all(objectives, below.where(*counting)))
    return {from_id: id for from_id, id in found}


async def unfit_members(session: AsyncSession, actor: Actor) -> set[UUID]:
    """Return the members who own nothing new: they have left, or only look on."""
    m = sql.member
    unfit = or_(m.role == Role.viewer, m.state == MemberState.deactivated)
    found = columns(m.id).where(m.org_id == actor.org_id, unfit)
    return {id for (id,) in await sql.rows(session, found)}


async def key_results_under(
    session: AsyncSession, actor: Actor, objective_ids: Collection[UUID]
) -> Sequence[KeyResult]:
    """Return the key results of some objectives that count."""
    kr = sql.key_result
    found = select(KeyResult).where(
        kr.org_id == actor.org_id,
        kr.objective_id == among(objective_ids),
        kr.state == KeyResultState.active,
    )
    return (await session.exec(found.order_by(kr.id))).all()


async def edges_among(
    session: AsyncSession, actor: Actor, ids: Collection[UUID]
) -> Sequence[Alignment]:
    """Return the accepted edges that begin and end at some goals."""
    edge = sql.alignment
    found = select(Alignment).where(
        edge.org_id == actor.org_id,
        edge.state == AlignmentState.accepted,
        edge.child_id == among(ids),
        edge.parent_id == among(ids),
    )
    return (await session.exec(found.order_by(edge.id))).all()
