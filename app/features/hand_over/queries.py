"""What somebody owns that is still open. What is over keeps its owner, as history does."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.initiative import InitiativeState
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import OVER
from app.features.goals.queries import its_objective
from app.tables import Initiative, KeyResult, Member, Objective, Team


def is_open(actor: Actor, shut: Collection[UUID]) -> Any:
    """Say which objectives still change: those that are not over, in cycles that are not."""
    o = sql.objective
    living = (o.state.not_in(sorted(OVER)), o.cycle_id.not_in(shut))
    return and_(o.org_id == actor.org_id, *living)


async def objectives_of(
    session: AsyncSession, actor: Actor, member: Member, shut: Collection[UUID]
) -> Sequence[Objective]:
    """Return the open objectives of a member."""
    o = sql.objective
    mine = select(Objective).where(is_open(actor, shut), o.owner_member_id == member.id)
    return (await session.exec(mine.order_by(o.id))).all()


async def key_results_of(
    session: AsyncSession, actor: Actor, member: Member, shut: Collection[UUID]
) -> Sequence[tuple[KeyResult, Objective]]:
    """Return the active key results of a member in open objectives, whoever owns these."""
    kr = sql.key_result
    mine = select(KeyResult, Objective).join(Objective, its_objective())
    owned = mine.where(kr.org_id == actor.org_id, kr.owner_member_id == member.id)
    active = owned.where(is_open(actor, shut), kr.state == KeyResultState.active)
    return (await session.exec(active.order_by(kr.id))).all()


async def initiatives_of(
    session: AsyncSession, actor: Actor, member: Member, shut: Collection[UUID]
) -> Sequence[Initiative]:
    """Return the initiatives of a member that are not over, under open objectives."""
    plan, kr = sql.initiative, sql.key_result
    its_key_result = and_(kr.org_id == plan.org_id, kr.id == plan.key_result_id)
    mine = select(Initiative).join(KeyResult, its_key_result).join(Objective, its_objective())
    owned = mine.where(plan.org_id == actor.org_id, plan.owner_member_id == member.id)
    going = [state for state in InitiativeState if state.is_open]
    living = owned.where(is_open(actor, shut), plan.state.in_(going))
    return (await session.exec(living.order_by(plan.id))).all()


async def teams_led_by(session: AsyncSession, actor: Actor, member: Member) -> Sequence[Team]:
    """Return the teams that a member leads themselves."""
    t = sql.team
    mine = select(Team).where(t.org_id == actor.org_id, t.lead_id == member.id)
    return (await session.exec(mine.order_by(t.id))).all()
