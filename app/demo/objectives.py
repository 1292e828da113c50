"""The objectives of the story: drafted before their cycle, discussed, agreed, and wound up."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.changes import create, drop, move, set_progress
from app.demo.script import Objective, Story
from app.domain.lifecycle import ObjectiveState

DROPPED_AFTER, KEY_RESULT_DROPPED_AFTER = timedelta(days=45), timedelta(days=30)
HOUR = 60


def acts_of_objective(
    story: Story, calendar: Calendar, objective: Objective, place: int
) -> Iterator[Act]:
    """Yield what happens to an objective, from its draft on."""
    writer, first = story.writer_of(objective), calendar.spans[objective.cycle].first
    minute = place % HOUR
    drafted = calendar.at(first - timedelta(days=21), 10 + place // HOUR % 8, minute)
    yield Act(drafted, writer, partial(create, told=objective))
    for days, hour, to, note in ways(objective):
        at = calendar.at(first - timedelta(days=days), hour, minute)
        yield Act(at, writer, partial(move, told=objective, to=to, note=note))
    yield from acts_of_the_end(calendar, objective, writer, minute)
    said_on = calendar.spread(objective.cycle, len(objective.progress), 3)
    for day, progress in zip(said_on, objective.progress, strict=False):
        does = partial(set_progress, key=objective.key, progress=progress)
        yield Act(calendar.at(day, 17, minute), writer, does)
    for number, key_result in enumerate(objective.key_results, 1):
        if key_result.dropped:
            name = f"{objective.key}.{number}"
            at = calendar.at(first + KEY_RESULT_DROPPED_AFTER, 15, minute)
            yield Act(at, writer, partial(drop, name=name, note=key_result.dropped))


def ways(objective: Objective) -> Iterator[tuple[int, int, ObjectiveState, str | None]]:
    """Yield how an objective is agreed: days before its cycle, hour, state and note."""
    if objective.reaches == "draft":
        return
    yield 14, 11, ObjectiveState.proposed, None
    if objective.returned:
        yield 11, 16, ObjectiveState.draft, objective.returned
        yield 9, 11, ObjectiveState.proposed, "第二轮,已按讨论修改。 Second round."
    if objective.reaches != "proposed":
        yield 6, 14, ObjectiveState.agreed, None


def acts_of_the_end(
    calendar: Calendar, objective: Objective, writer: str, minute: int
) -> Iterator[Act]:
    """Yield how an objective is closed after its cycle, or dropped within."""
    first, last = calendar.spans[objective.cycle]
    ends = {"closed": last + timedelta(days=5), "dropped": first + DROPPED_AFTER}
    if (day := ends.get(objective.reaches)) is not None:
        to = ObjectiveState(objective.reaches)
        does = partial(move, told=objective, to=to, note=objective.note)
        yield Act(calendar.at(day, 16, minute), writer, does)
