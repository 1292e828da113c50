"""What every change of a goal asks first."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, or_
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.cycle import ensure_cycle_open
from app.domain.lifecycle import ensure_open
from app.domain.permissions import ensure_may_change
from app.features.goals.queries import cycle_of
from app.tables import Alignment, Cycle, Objective


async def ensure_changeable(session: AsyncSession, actor: Actor, objective: Objective) -> Cycle:
    """Return the cycle of an objective that the actor may change, and that still changes."""
    ensure_may_change(actor, objective.owner)
    cycle = await cycle_of(session, actor, objective)
    ensure_cycle_open(cycle.state)
    ensure_open(objective.state)
    return cycle


async def delete_edges(session: AsyncSession, actor: Actor, ids: Collection[UUID]) -> None:
    """Delete the edges of goals that are about to go: none of them was ever accepted."""
    edge = sql.alignment
    mine = or_(edge.child_id.in_(ids), edge.parent_id.in_(ids))
    await session.exec(delete(Alignment).where(edge.org_id == actor.org_id, mine))
