"""The objectives of the story: drafted, proposed, agreed by their owners, and wound up."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from app.demo.calendar import Calendar
from app.demo.script import KeyResult, Objective
from app.demo.stage import Act, Stage
from app.domain.actor import Actor
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.features.key_results.commands import move_key_result
from app.features.key_results.queries import key_results_of
from app.features.key_results.schemas import KeyResultTransition
from app.features.objectives import commands
from app.features.objectives.schemas import ObjectiveCreate, ObjectiveTransition, ObjectiveUpdate

DROPPED_AFTER, KEY_RESULT_DROPPED_AFTER = timedelta(days=45), timedelta(days=30)
FOUNDER, HELPER = "chen", "lin"
INVITED = "sofia"  # somebody else writes down what she will do


def writer_of(objective: Objective) -> str:
    """Return who writes an objective down and takes it on."""
    return {"company": FOUNDER, INVITED: HELPER}.get(objective.owner, objective.owner)


def acts_of_objective(calendar: Calendar, objective: Objective, place: int) -> Iterator[Act]:
    """Yield what happens to an objective, from its draft on."""
    writer, first = writer_of(objective), calendar.spans[objective.cycle].first
    drafted = first - timedelta(days=21)
    yield Act(calendar.at(drafted, 10, place), writer, partial(create, told=objective))
    for days, hour, to, note in ways(objective):
        at = calendar.at(first - timedelta(days=days), hour, place)
        yield Act(at, writer, partial(move, told=objective, to=to, note=note))
    yield from acts_of_the_end(calendar, objective, place)
    yield from acts_by_hand(calendar, objective, place)
    for number, key_result in enumerate(objective.key_results, 1):
        if key_result.dropped:
            name = f"{objective.key}.{number}"
            at = calendar.at(first + KEY_RESULT_DROPPED_AFTER, 15, place)
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


def acts_of_the_end(calendar: Calendar, objective: Objective, place: int) -> Iterator[Act]:
    """Yield how an objective is closed after its cycle, or dropped within."""
    first, last = calendar.spans[objective.cycle]
    ends = {"closed": last + timedelta(days=5), "dropped": first + DROPPED_AFTER}
    if (day := ends.get(objective.reaches)) is not None:
        does = partial(
            move, told=objective, to=ObjectiveState(objective.reaches), note=objective.note
        )
        yield Act(calendar.at(day, 16, place), writer_of(objective), does)


def acts_by_hand(calendar: Calendar, objective: Objective, place: int) -> Iterator[Act]:
    """Yield how progress is set that nothing adds up to."""
    days = calendar.spread(objective.cycle, len(objective.progress), 3)
    for day, progress in zip(days, objective.progress, strict=False):
        does = partial(set_progress, key=objective.key, progress=progress)
        yield Act(calendar.at(day, 17, place), writer_of(objective), does)


def as_owner(stage: Stage, key: str) -> dict[str, Any]:
    """Return how a request names an owner."""
    if key == "company":
        return {"kind": "organization"}
    return {"kind": "member", "id": stage.members[key].id}


def as_key_result(stage: Stage, told: KeyResult) -> dict[str, Any]:
    """Return how a request describes a key result."""
    wanted: dict[str, Any] = {"title": told.title, "metric": told.metric, "weight": told.weight}
    if told.owner is not None:
        wanted["owner"] = as_owner(stage, told.owner)
    return wanted | {"progress_source": told.source}


async def create(stage: Stage, actor: Actor, told: Objective) -> None:
    """Write an objective down, with its key results."""
    new = ObjectiveCreate.model_validate(
        told.model_dump(include={"title", "why", "description", "type", "weight"})
        | {"cycle_id": stage.things[told.cycle].id, "owner": as_owner(stage, told.owner)}
        | {"progress_policy": told.policy}
        | {"key_results": [as_key_result(stage, each) for each in told.key_results]}
    )
    stage.things[told.key] = objective = await commands.create_objective(stage.session, actor, new)
    made = await key_results_of(stage.session, actor, objective.id)
    for key_result in made:
        stage.things[f"{told.key}.{key_result.position + 1}"] = key_result


async def move(
    stage: Stage, actor: Actor, told: Objective, to: ObjectiveState, note: str | None
) -> None:
    """Take an objective to its next state."""
    outcome = told.outcome if to is ObjectiveState.closed else None
    transition = ObjectiveTransition(to=to, outcome=outcome, note=note)
    await commands.move_objective(stage.session, actor, stage.things[told.key], transition)


async def set_progress(stage: Stage, actor: Actor, key: str, progress: Decimal) -> None:
    """Say how far an objective has come."""
    change = ObjectiveUpdate(progress=progress)
    await commands.update_objective(stage.session, actor, stage.things[key], change)


async def drop(stage: Stage, actor: Actor, name: str, note: str) -> None:
    """Give a key result up."""
    transition = KeyResultTransition(to=KeyResultState.dropped, note=note)
    await move_key_result(stage.session, actor, stage.things[name], transition)
