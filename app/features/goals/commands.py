"""What every change of a goal asks first."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record
from app.domain.actor import Actor
from app.domain.cycle import ensure_cycle_open
from app.domain.lifecycle import ensure_open
from app.domain.permissions import ensure_may_change
from app.features.goals.queries import cycle_of, edges_of, plans_of, states_above
from app.tables import Cycle, Objective


async def ensure_takes_changes(session: AsyncSession, actor: Actor, cycle: Cycle) -> None:
    """Raise where a cycle is closed, or lies in a closed one: what is inside stays as it was."""
    ensure_cycle_open(cycle.state)
    for state in await states_above(session, actor, cycle):
        ensure_cycle_open(state)


async def ensure_changeable(session: AsyncSession, actor: Actor, objective: Objective) -> Cycle:
    """Return the cycle of an objective that the actor may change, and that still changes."""
    ensure_may_change(actor, objective.owner)
    return await ensure_still_changes(session, actor, objective)


async def ensure_still_changes(session: AsyncSession, actor: Actor, objective: Objective) -> Cycle:
    """Return the cycle of an objective that is not over, nor frozen in a closed cycle."""
    cycle = await cycle_of(session, actor, objective)
    await ensure_takes_changes(session, actor, cycle)
    ensure_open(objective.state)
    return cycle


async def delete_edges(session: AsyncSession, actor: Actor, ids: Collection[UUID]) -> None:
    """Delete the edges of goals that are about to go: none of them was ever accepted."""
    for edge in await edges_of(session, actor, ids):
        await record(session, actor, "alignment.deleted", edge, edge.facts(), gone=True)
        await session.delete(edge)
    await session.flush()  # before what they refer to


async def delete_plans(session: AsyncSession, actor: Actor, ids: Collection[UUID]) -> None:
    """Delete the initiatives of key results that are about to go, each with its line."""
    for plan in await plans_of(session, actor, ids):
        await record(session, actor, "initiative.deleted", plan, plan.facts(), gone=True)
        await session.delete(plan)
    await session.flush()  # before what they refer to
