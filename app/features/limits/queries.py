"""Counting what an owner has, to know whether there is room for more.

An organization has one writer at a time, so what is counted here still holds at the commit.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.active import Active
from app.domain.actor import Actor
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.domain.limits import Limit, LimitPolicy, gained, most_on_a_day
from app.domain.ownership import Owner, OwnerKind
from app.features.owners.queries import held_by
from app.tables import Cycle, KeyResult, Objective


async def limit_with(
    session: AsyncSession, actor: Actor, policy: LimitPolicy, *beside: Any
) -> tuple[Limit, Any]:
    """Return what the organization allows, and with it whatever is counted beside."""
    o = sql.organization
    asked = select(o.limits, getattr(o, policy), *beside).where(o.id == actor.org_id)
    [(mode, most, *counted)] = await sql.rows(session, asked)
    return Limit(policy, mode, most), counted


def named(actor: Actor, owner: Owner) -> dict[str, Any]:
    """Return an owner as a refusal names it."""
    ours = owner.kind is OwnerKind.organization
    return {"kind": owner.kind, "id": str(actor.org_id if ours else owner.id)}


def counting(actor: Actor, cycle_id: UUID) -> Any:
    """Say which objectives of a cycle count: all but the dropped ones."""
    o = sql.objective
    mine = and_(o.org_id == actor.org_id, o.cycle_id == cycle_id)
    return and_(mine, o.state != ObjectiveState.dropped)


async def ensure_room_for_objective(
    session: AsyncSession, actor: Actor, owner: Owner, cycle_id: UUID, but: UUID | None = None
) -> None:
    """Raise where an owner has as many objectives in a cycle as they may have, beside one."""
    o = sql.objective
    others = [held_by(owner, o), counting(actor, cycle_id), *([o.id != but] if but else [])]
    count = select(func.count()).select_from(o).where(*others).scalar_subquery()
    limit, [used] = await limit_with(session, actor, LimitPolicy.objectives, count)
    limit.ensure_room(used, owner=named(actor, owner))


async def ensure_room_for_key_results(
    session: AsyncSession, actor: Actor, objective_id: UUID | None, more: int = 1
) -> None:
    """Raise where so many more key results of an objective are too many: active ones count."""
    kr = sql.key_result
    active = (kr.objective_id == objective_id, kr.state == KeyResultState.active)
    count = select(func.count()).select_from(kr).where(kr.org_id == actor.org_id, *active)
    limit, [used] = await limit_with(
        session, actor, LimitPolicy.key_results, count.scalar_subquery()
    )
    limit.ensure_room(used, more)


class Held(NamedTuple):
    """A KPI as it was before a change: whose, and on which days."""

    id: UUID
    owner: Owner
    active: Active


async def ensure_room_for_kpi(
    session: AsyncSession,
    actor: Actor,
    owner: Owner,
    active_from: date,
    active_until: date | None,
    but: Held | None = None,
) -> None:
    """Raise where an owner would have more KPIs on some day than they may have.

    `but` is the KPI that changes, as it was: days that it had with this owner are not added, so
    that one of an owner with too many can still be ended.
    """
    span = Active(active_from, active_until)
    added = gained(but.active, span) if but and but.owner == owner else [span]
    if not added:
        return
    k = sql.kpi
    others = [k.org_id == actor.org_id, held_by(owner, k), *([k.id != but.id] if but else [])]
    spans = [Active(*row) for row in await sql.rows(session, kpi_spans(*others))]
    limit, _ = await limit_with(session, actor, LimitPolicy.kpis)
    used = max(most_on_a_day(spans, stretch) for stretch in added)
    limit.ensure_room(used, owner=named(actor, owner))


def kpi_spans(*which: Any) -> Any:
    """Select the days on which some KPIs are watched."""
    return select(sql.kpi.active_from, sql.kpi.active_until).where(*which)


async def ensure_room_for_copies(
    session: AsyncSession, actor: Actor, cycle: Cycle, objectives: Iterable[Objective]
) -> None:
    """Raise where some owner would have too many objectives once these are in a cycle, too."""
    o = sql.objective
    owners = (o.owner_member_id, o.owner_team_id)
    there = select(*owners, func.count()).where(counting(actor, cycle.id)).group_by(*owners)
    used = {Owner.of(*ids): count for *ids, count in await sql.rows(session, there)}
    limit, _ = await limit_with(session, actor, LimitPolicy.objectives)
    for owner, more in Counter(each.owner for each in objectives).items():
        limit.ensure_room(used.get(owner, 0), more, owner=named(actor, owner))


async def ensure_room_for_copied(
    session: AsyncSession, actor: Actor, key_results: Iterable[KeyResult]
) -> None:
    """Raise where a copy would begin with more key results than an objective may have."""
    limit, _ = await limit_with(session, actor, LimitPolicy.key_results)
    for more in Counter(each.objective_id for each in key_results).values():
        limit.ensure_room(0, more)
