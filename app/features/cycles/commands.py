"""Changing cycles."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record
from app.domain.actor import Actor
from app.domain.conflicts import InUse
from app.domain.cycle import OutsideParent, ensure_nested, ensure_span
from app.domain.generation import Planned, generated, levels_of
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.domain.span import Span
from app.features.cycles import queries
from app.features.cycles.schemas import Cadence, CycleCreate, CycleUpdate
from app.features.goals.commands import ensure_takes_changes
from app.features.goals.queries import named_cycle
from app.features.kpi_figures.commands import stand_in
from app.tables import Cycle
from app.tables.cycle import CycleFields

PLANNED = set(CycleFields.model_fields)


async def create_cycle(session: AsyncSession, actor: Actor, new: CycleCreate) -> Cycle:
    """Plan a stretch of days, inside a longer one or on its own, and what it is divided into."""
    ensure_role(actor, Role.manager)
    span = Span(new.starts_on, new.ends_on)
    ensure_span(span)
    parts = generated(new.kind, span, new.generate)
    await ensure_inside(session, actor, span, new.parent_id, levels_of(parts))
    cycle = await add_cycle(session, actor, new.cadence, new.model_dump(include=PLANNED))
    inside = await add_parts(session, actor, new.cadence, cycle, parts)
    await stand_in(session, actor, [each.id for each in (cycle, *inside)])
    return cycle


async def add_cycle(
    session: AsyncSession, actor: Actor, cadence: Cadence, fields: dict[str, Any]
) -> Cycle:
    """Add a cycle, and say so in the journal."""
    times = {"org_id": actor.org_id, "created_at": actor.at, "updated_at": actor.at}
    cycle = Cycle.model_validate(fields | cadence.model_dump() | times)
    session.add(cycle)
    await session.flush()  # those inside refer to it
    await record(session, actor, "cycle.created", cycle)
    return cycle


async def add_parts(
    session: AsyncSession, actor: Actor, cadence: Cadence, parent: Cycle, parts: Iterable[Planned]
) -> list[Cycle]:
    """Add the cycles that one is divided into, with its cadence, and return all of them."""
    added: list[Cycle] = []
    for part in parts:
        days = {"starts_on": part.span.first, "ends_on": part.span.last, "parent_id": parent.id}
        fields = days | {"kind": part.kind, "name": part.name}
        cycle = await add_cycle(session, actor, cadence, fields)
        added += [cycle, *await add_parts(session, actor, cadence, cycle, part.inside)]
    return added


async def ensure_inside(
    session: AsyncSession, actor: Actor, span: Span, parent_id: UUID | None, levels: int
) -> None:
    """Raise where a cycle does not fit into the parent that a body names."""
    if parent_id is None:
        return
    parent = await named_cycle(session, actor, parent_id, "/parent_id")
    await ensure_takes_changes(session, actor, parent)
    ensure_nested(span, await queries.spans_from(session, actor, parent_id), levels)


async def update_cycle(
    session: AsyncSession, actor: Actor, cycle: Cycle, change: CycleUpdate
) -> Cycle:
    """Change what a cycle says of itself. What is inside has to stay inside."""
    ensure_role(actor, Role.manager)
    await ensure_takes_changes(session, actor, cycle)
    before, fields = cycle.facts(), change.model_dump()
    fields |= fields.pop("cadence", {})
    wanted = {name: getattr(cycle, name) for name in ("starts_on", "ends_on", "parent_id")} | fields
    await ensure_movable(session, actor, cycle, wanted)
    span = cycle.span
    cycle.sqlmodel_update(fields)
    if cycle.facts() != before:
        cycle.edited(actor.at)
        moved = await stand_in(session, actor, [cycle.id]) if cycle.span != span else []
        await record(session, actor, "cycle.updated", cycle, before, moved=moved)
    return cycle


async def ensure_movable(
    session: AsyncSession, actor: Actor, cycle: Cycle, wanted: dict[str, Any]
) -> None:
    """Raise where a cycle cannot have other days, or another parent."""
    span, parent_id = Span(wanted["starts_on"], wanted["ends_on"]), wanted["parent_id"]
    if (span, parent_id) == (cycle.span, cycle.parent_id):
        return
    ensure_span(span)
    if parent_id is not None and await queries.is_inside(session, actor, parent_id, cycle.id):
        raise OutsideParent("/parent_id")
    levels = await queries.levels_below(session, actor, cycle.id)
    await ensure_inside(session, actor, span, parent_id, levels)
    if blocked_by := await queries.outside(session, actor, cycle, span):
        raise InUse(blocked_by)


async def delete_cycle(session: AsyncSession, actor: Actor, cycle: Cycle) -> None:
    """Delete a cycle in which nothing has been planned."""
    ensure_role(actor, Role.manager)
    await ensure_takes_changes(session, actor, cycle)
    if blocked_by := await queries.inside(session, actor, cycle):
        raise InUse(blocked_by)
    await record(session, actor, "cycle.deleted", cycle, cycle.facts(), gone=True)
    await session.delete(cycle)
