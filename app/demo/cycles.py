"""The cycles of the story: planned together, each begun and closed on its day."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from app.demo.calendar import QUARTERS, Calendar
from app.demo.stage import Act, Stage
from app.domain.actor import Actor
from app.domain.cycle import CycleState
from app.features.closing.commands import move_cycle
from app.features.cycles.commands import create_cycle
from app.features.cycles.schemas import CycleCreate, CycleTransition

PLANNER = "lin"
FORCED = "q2"  # closed with an objective that nobody had wound up
WHY_FORCED = "社群目标转由客服组日常维护,季度到此为止。 The community goes on as daily work."
CADENCE = {
    "year": {"check_in": "monthly", "review": "monthly", "retrospective": "quarterly"},
    "quarter": {"check_in": "biweekly", "review": "monthly"},
}


def acts_of_cycles(calendar: Calendar) -> Iterator[Act]:
    """Yield what happens to the cycles."""
    plan = calendar.spans["year"].first - timedelta(days=40)
    for minute, key in enumerate(("year", *QUARTERS)):
        first, last = calendar.spans[key]
        yield Act(calendar.at(plan, 10, minute), PLANNER, partial(create, key=key))
        ways = (
            (calendar.at(first - timedelta(days=30), 8, minute), CycleState.planning),
            (calendar.at(first, 0, 0), CycleState.active),
            (calendar.at(last + timedelta(days=1), 0, 0), CycleState.review),
            (calendar.at(last + timedelta(days=12), 17, 0), CycleState.closed),
        )
        for at, to in ways:
            yield Act(at, PLANNER, partial(move, key=key, to=to))


async def create(stage: Stage, actor: Actor, key: str) -> None:
    """Plan a cycle."""
    kind = "year" if key == "year" else "quarter"
    first, last = stage.calendar.spans[key]
    parent = None if key == "year" else stage.things["year"].id
    wanted = {"name": stage.calendar.name(key), "kind": kind, "cadence": CADENCE[kind]}
    days = {"starts_on": first, "ends_on": last, "parent_id": parent}
    new = CycleCreate.model_validate(wanted | days)
    stage.things[key] = await create_cycle(stage.session, actor, new)


async def move(stage: Stage, actor: Actor, key: str, to: CycleState) -> None:
    """Take a cycle to its next state."""
    force = key == FORCED and to is CycleState.closed
    transition = CycleTransition(to=to, force=force, note=WHY_FORCED if force else None)
    await move_cycle(stage.session, actor, stage.things[key], transition)
