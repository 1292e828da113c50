"""What follows from measurements in the story: key results that track a KPI, and how all stand."""

from datetime import date
from typing import Any
from uuid import UUID

from app.demo.figures import add_up
from app.demo.watching import NOWHERE, Followed
from app.demo.world import World, put
from app.domain.actor import Actor
from app.domain.kpi_standing import days_moved
from app.domain.rollup import Moved
from app.domain.span import Span
from app.domain.tracking import followed
from app.features.kpi_figures.commands import NO_DAYS, figures_now, totals_now
from app.tables import Cycle, KeyResult, Kpi


def follow(world: World, actor: Actor, kpi: Kpi, period_on: date) -> list[Moved]:
    """Let everything move that a new measurement moves, and return the goals that have."""
    watching = world.watching
    moving = watching.moved_by(kpi.id)
    put(kpi, updated_at=actor.at)
    trackers = [each for id in moving for each in watching.trackers.get(id, ())]
    trackers = sorted((each for each in trackers if each.frozen_on is None), key=lambda kr: kr.id)
    if not trackers and len(moving) == 1:
        return []
    days = days_moved(
        [period_on], {each.frequency for each in watching.with_parts(moving).values()}
    )
    cycles = {id: span for id, span in spans_of(world, trackers).items() if holds(span, days)}
    work = watching.work(moving, days, cycles)
    for id, _ in figures_now(work):
        put(watching.kpis[id], updated_at=actor.at)
    totals = totals_now(work)
    moved = []
    for each in trackers:
        objective = world.graph.objective_of(each.id)
        if objective.cycle_id in cycles and each.kpi_id is not None:
            figure = figure_in(totals.get((each.kpi_id, objective.cycle_id)))
            moved += stand(world, actor, each, figure)
            put(objective, updated_at=actor.at)
    return [*moved, *add_up(world, actor, [each.id for each in moved])] if moved else []


def spans_of(world: World, key_results: list[KeyResult]) -> dict[UUID, Span]:
    """Return the cycles of key results, with their days."""
    ids = {world.graph.objective_of(each.id).cycle_id for each in key_results}
    return {id: world.things[f"cycle {id}"].span for id in ids}


def holds(span: Span, days: set[date]) -> bool:
    """Whether any of some days is in a span."""
    return any(span.first <= day <= span.last for day in days)


def figure_in(total: dict[str, Any] | None) -> Followed:
    """Return where a KPI stands over a cycle, and the last day on which it was measured."""
    return NOWHERE if total is None else (total["value"], total["measured_on"])


def stand(world: World, actor: Actor, key_result: KeyResult, figure: Followed) -> list[Moved]:
    """Let a key result stand where its KPI does, and say whether that moved it."""
    before = key_result.progress
    world.watching.followed[key_result.id] = figure
    now = followed(world.graph.standings[key_result.id], *figure)
    put(key_result, **key_result.standing_at(now), updated_at=actor.at)
    if key_result.progress == before:
        return []
    return [Moved(key_result.kind_name, key_result.id, before, key_result.progress)]


def begin_to_follow(world: World, actor: Actor, key_result: KeyResult, cycle: Cycle) -> None:
    """Let a new key result stand where its KPI does in a cycle, from now on."""
    assert key_result.kpi_id is not None
    work = world.watching.work([key_result.kpi_id], NO_DAYS, {cycle.id: cycle.span})
    total = totals_now(work).get((key_result.kpi_id, cycle.id))
    stand(world, actor, key_result, figure_in(total))
    world.watching.trackers[key_result.kpi_id].append(key_result)
