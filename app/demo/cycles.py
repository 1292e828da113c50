"""The cycles of the story: planned together, each begun and closed on its day."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from app.demo.act import Act
from app.demo.calendar import QUARTERS, Calendar
from app.demo.frozen import freeze
from app.demo.script import Story
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.cycle import (
    SHUT,
    CycleOpen,
    CycleState,
    ensure_cycle_open,
    ensure_forced,
    ensure_nested,
    ensure_span,
    moved,
)
from app.domain.lifecycle import OVER
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.features.cycles.schemas import CycleCreate
from app.tables import Cycle, Objective

FORCED = "q2"  # closed with an objective that nobody had wound up
WHY_FORCED = "社群目标转由客服组日常维护,季度到此为止。 The community goes on as daily work."
CADENCE = {
    "year": {"check_in": "monthly", "review": "monthly", "retrospective": "quarterly"},
    "quarter": {"check_in": "biweekly", "review": "monthly"},
}


def acts_of_cycles(story: Story, calendar: Calendar) -> Iterator[Act]:
    """Yield what happens to the cycles."""
    plan, planner = calendar.spans["year"].first - timedelta(days=40), story.company.planner
    for minute, key in enumerate(("year", *QUARTERS)):
        first, last = calendar.spans[key]
        yield Act(calendar.at(plan, 10, minute), planner, partial(create, key=key))
        ways = (
            (calendar.at(first - timedelta(days=30), 8, minute), CycleState.planning),
            (calendar.at(first, 0, 0), CycleState.active),
            (calendar.at(last + timedelta(days=1), 0, 0), CycleState.review),
            (calendar.at(last + timedelta(days=12), 17, 0), CycleState.closed),
        )
        for at, to in ways:
            yield Act(at, planner, partial(move, key=key, to=to))


def create(world: World, actor: Actor, key: str) -> None:
    """Plan a cycle."""
    ensure_role(actor, Role.manager)
    kind, span = "year" if key == "year" else "quarter", world.calendar.spans[key]
    ensure_span(span)
    parent: Cycle | None = world.things.get("year")
    if parent is not None:
        ensure_nested(span, [parent.span], 0)
    wanted = {"name": world.calendar.name(key), "kind": kind, "cadence": CADENCE[kind]}
    days = {"starts_on": span.first, "ends_on": span.last}
    new = CycleCreate.model_validate(wanted | days | {"parent_id": parent and parent.id})
    fields = new.model_dump(exclude={"cadence"}) | new.cadence.model_dump()
    cycle = world.make(Cycle, actor, fields)
    world.things[key] = world.things[f"cycle {cycle.id}"] = cycle
    world.record(actor, "cycle.created", cycle)


def move(world: World, actor: Actor, key: str, to: CycleState) -> None:
    """Take a cycle to its next state. A closed one keeps all figures of its last day."""
    ensure_role(actor, Role.manager)
    cycle: Cycle = world.things[key]
    force = key == FORCED and to is CycleState.closed
    note, before = WHY_FORCED if force else None, cycle.facts()
    state = moved(cycle.state, to)
    ensure_forced(state, force, note)
    if state is CycleState.closed:
        close(world, actor, cycle, force=force)
    cycle.state = state
    cycle.edited(actor.at)
    world.record(actor, "cycle.moved", cycle, before, note=note)


def close(world: World, actor: Actor, cycle: Cycle, *, force: bool) -> None:
    """Freeze what is inside, or raise where something is still open and nobody insists."""
    inside = [each for each in world.rows[Objective] if each.cycle_id == cycle.id]
    gaps = [{"kind": "objective", "id": str(o.id)} for o in inside if o.state not in OVER]
    children = [each for each in world.rows[Cycle] if each.parent_id == cycle.id]
    gaps += [{"kind": "cycle", "id": str(c.id)} for c in children if c.state not in SHUT]
    if gaps and not force:
        raise CycleOpen(gaps, len(gaps))
    for objective in inside:
        freeze(world, actor, objective)
    world.closings.append((actor, [objective.id for objective in inside]))


def ensure_takes_changes(world: World, cycle_id: UUID | None) -> None:
    """Raise where a cycle is closed, or lies in a closed one: what is inside stays as it was."""
    while cycle_id is not None:
        cycle: Cycle = world.things[f"cycle {cycle_id}"]
        ensure_cycle_open(cycle.state)
        cycle_id = cycle.parent_id
