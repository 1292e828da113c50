"""Taking cycles to their next state."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record
from app.domain.actor import Actor
from app.domain.cycle import MOST_GAPS, SHUT, CycleOpen, CycleState, ensure_forced, moved
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.features.closing.queries import objectives_in, pictures
from app.features.cycles.queries import gaps
from app.features.cycles.schemas import CycleTransition
from app.features.goals.commands import ensure_takes_changes
from app.features.health.commands import freeze, stored
from app.features.hiding.queries import masked
from app.tables import Cycle


async def move_cycle(
    session: AsyncSession, actor: Actor, cycle: Cycle, transition: CycleTransition
) -> Cycle:
    """Take a cycle to its next state. A closed one keeps all figures of its last day."""
    ensure_role(actor, Role.manager)
    if cycle.state not in SHUT:
        await ensure_takes_changes(session, actor, cycle)
    state, before = moved(cycle.state, transition.to), cycle.facts()
    ensure_forced(state, transition.force, transition.note)
    if state is CycleState.closed:
        await close_cycle(session, actor, cycle, force=transition.force)
    cycle.state = state
    cycle.edited(actor.at)
    await record(session, actor, "cycle.moved", cycle, before, note=transition.note)
    return cycle


async def close_cycle(session: AsyncSession, actor: Actor, cycle: Cycle, *, force: bool) -> None:
    """Freeze and keep what is inside, or raise where something is open and nobody insists."""
    still_open = await gaps(session, actor, cycle)
    if still_open and not force:
        told = await masked(session, actor, still_open[:MOST_GAPS])
        raise CycleOpen(told, len(still_open))
    inside = await objectives_in(session, actor, cycle)
    await freeze(session, actor, inside)
    await stored(session, pictures(actor, inside))
