"""What things in the story keep of the day on which they stopped."""

from datetime import date
from decimal import Decimal

from app.demo.world import World
from app.domain.actor import Actor
from app.domain.expectation import expected_of_key_result, expected_of_objective
from app.domain.health import Health, HealthSource, health_of_key_result, health_of_objective
from app.domain.key_result_state import KeyResultState
from app.domain.mean import Part
from app.domain.metric import ProgressSource
from app.domain.span import Span
from app.tables import Cycle, KeyResult, Objective

Judged = tuple[Health, HealthSource]


def freeze(world: World, actor: Actor, objective: Objective) -> None:
    """Let an objective and its key results keep the figures of today, if they still move."""
    key_results = world.graph.key_results.get(objective.id, [])
    for key_result in key_results:
        freeze_key_result(world, actor, objective, key_result)
    if objective.frozen_on is not None:
        return
    span, today = span_of(world, objective), actor.today
    active = [each for each in key_results if each.state is KeyResultState.active]
    expected = expected_of_objective(
        [Part(each.weight, each.frozen_expected) for each in active], span, today
    )
    judged = health_of_objective(
        [kept_of(each) for each in active],
        objective.progress,
        expected,
        world.margins,
        begun=today >= span.first and objective.progress is not None,
    )
    keep(world, objective, actor, expected, judged)


def freeze_key_result(
    world: World, actor: Actor, objective: Objective, key_result: KeyResult
) -> None:
    """Let a key result keep the figures of today, if it still moves."""
    if key_result.frozen_on is not None:
        return
    span, today = span_of(world, objective), actor.today
    expected = expected_of_key_result(key_result.kind, span, today)
    said = key_result.reported_health
    judged = health_of_key_result(
        None if said is None else Health(said),
        key_result.progress,
        expected,
        world.margins,
        begun=has_begun(key_result, span, today),
    )
    keep(world, key_result, actor, expected, judged)


def has_begun(key_result: KeyResult, span: Span, today: date) -> bool:
    """Whether there can be anything to judge."""
    fed = key_result.progress_source is ProgressSource.children
    return today >= span.first and (key_result.started or fed)


def kept_of(key_result: KeyResult) -> Judged:
    """Return how a key result went on its last day."""
    assert key_result.frozen_health is not None
    assert key_result.frozen_source is not None
    return key_result.frozen_health, key_result.frozen_source


def span_of(world: World, objective: Objective) -> Span:
    """Return the days of an objective's cycle."""
    cycle: Cycle = world.things[f"cycle {objective.cycle_id}"]
    return cycle.span


def keep(
    world: World, row: Objective | KeyResult, actor: Actor, expected: Decimal, judged: Judged
) -> None:
    """Note the figures of the last day."""
    world.graph.changed(row.id)
    row.frozen_on, row.frozen_expected = actor.today, expected
    row.frozen_health, row.frozen_source = judged
    row.updated_at = actor.at
