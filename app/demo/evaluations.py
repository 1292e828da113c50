"""The evaluations of the story: written after a quarter, shared, and read by the evaluated."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.changes import owner_of
from app.demo.evaluated import evaluated_of, lines_today
from app.demo.script import Story
from app.demo.verdict_script import Evaluation as Told
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.evaluation import EvaluationExists, EvaluationState, ensure_said, moved
from app.domain.evaluation_line import result_of
from app.domain.evaluator import ensure_may_acknowledge, ensure_may_evaluate
from app.domain.rating import rating_of
from app.features.evaluations.schemas import EvaluationCreate, EvaluationTransition
from app.tables import Evaluation, EvaluationLine
from app.tables.owned import owner_columns

BEGUN, SHARED, READ = (timedelta(days=days) for days in (14, 16, 19))  # after the quarter
SHARING = EvaluationTransition(to=EvaluationState.shared)


def acts_of_evaluation(story: Story, calendar: Calendar, told: Told, place: int) -> Iterator[Act]:
    """Yield what happens to an evaluation, as far as it comes."""
    last, name = calendar.spans[told.cycle].last, f"evaluation {place}"
    begin = partial(create, told=told, name=name)
    yield Act(calendar.at(last + BEGUN, 10, place), told.by, begin)
    if told.reaches is EvaluationState.draft:
        return
    share = partial(move, name=name, wanted=SHARING)
    yield Act(calendar.at(last + SHARED, 11, place), told.by, share)
    if told.reaches is EvaluationState.acknowledged:
        read = EvaluationTransition(to=EvaluationState.acknowledged, comment=told.comment)
        acknowledge = partial(move, name=name, wanted=read)
        yield Act(calendar.at(last + READ, 16, place), story.speakers[told.owner], acknowledge)


def create(world: World, actor: Actor, told: Told, name: str) -> None:
    """Begin to judge how the KPIs of an owner did."""
    owner, cycle = owner_of(world, told.owner), world.things[told.cycle]
    ensure_may_evaluate(actor, evaluated_of(world, owner))
    if f"evaluated {told.owner} {told.cycle}" in world.things:
        raise EvaluationExists
    said = {"cycle_id": cycle.id, "owner": owner._asdict(), "assessment": told.assessment}
    new = EvaluationCreate.model_validate(said)
    fields: dict[str, Any] = new.model_dump(exclude={"owner"})
    whose = owner_columns(owner) | {"evaluator_id": actor.member_id}
    evaluation = world.make(Evaluation, actor, fields | whose)
    world.things[name] = world.things[f"evaluated {told.owner} {told.cycle}"] = evaluation
    world.record(actor, "evaluation.created", evaluation)


def move(world: World, actor: Actor, name: str, wanted: EvaluationTransition) -> None:
    """Share an evaluation as it stands, or acknowledge it as who was evaluated."""
    evaluation: Evaluation = world.things[name]
    evaluated = evaluated_of(world, evaluation.owner)
    if wanted.to is EvaluationState.acknowledged:
        ensure_may_acknowledge(actor, evaluated)
    else:
        ensure_may_evaluate(actor, evaluated, evaluation.evaluator_id)
    before, state = evaluation.facts(), moved(evaluation.state, wanted.to)
    ensure_said(state, wanted.note, wanted.comment)
    if state is EvaluationState.shared:
        freeze(world, evaluation)
    evaluation.state, evaluation.comment = state, wanted.comment
    evaluation.edited(actor.at)
    world.record(actor, "evaluation.moved", evaluation, before, note=wanted.note)


def freeze(world: World, evaluation: Evaluation) -> None:
    """Keep lines, result and rating as they stand."""
    lines = list(lines_today(world, evaluation))
    evaluation.result = result_of(lines)
    evaluation.rating = rating_of(evaluation.result, world.organization.rating_bands)
    place: dict[str, Any] = {"org_id": evaluation.org_id, "evaluation_id": evaluation.id}
    for position, line in enumerate(lines):
        counts: dict[str, Any] = {"capped": line.capped, "weighted": line.weighted}
        world.keep(EvaluationLine(**place, position=position, **asdict(line), **counts))
