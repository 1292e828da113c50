"""Reading what a score follows from."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.check_in import standing
from app.domain.figure import clamped
from app.domain.key_result_state import KeyResultState
from app.domain.metric import Metric, MetricKind, ProgressSource, attainment
from app.domain.score import Score
from app.domain.score_proposal import Result, first_proposed_above, proposed_above
from app.features.goals.queries import objective_by_id
from app.features.key_results.queries import key_results_of, reports_of
from app.tables import KeyResult, Objective, Target


async def score_of_key_result(session: AsyncSession, actor: Actor, key_result: KeyResult) -> Score:
    """Return the score of a key result: none where it was dropped."""
    objective = await objective_by_id(session, actor, key_result.objective_id)
    kind = (objective.type, objective.outcome)
    if key_result.state is KeyResultState.dropped:
        return Score(*kind, None, None)
    [result] = await results_of(session, actor, [key_result])
    given = (key_result.score, key_result.score_reason)
    return Score(*kind, result.proposed, result.first_proposed, *given)


async def score_of_objective(session: AsyncSession, actor: Actor, objective: Objective) -> Score:
    """Return the score of an objective, by its key results that count."""
    below = await key_results_of(session, actor, objective.id)
    counting = [each for each in below if each.state is KeyResultState.active]
    results = await results_of(session, actor, counting)
    proposed = proposed_above(results, objective.progress)
    first = first_proposed_above(results, objective.progress)
    given = (objective.score, objective.score_reason)
    return Score(objective.type, objective.outcome, proposed, first, *given)


async def results_of(
    session: AsyncSession, actor: Actor, key_results: Sequence[KeyResult]
) -> list[Result]:
    """Return key results as scores see them."""
    firsts = await first_targets(session, actor, [each.id for each in key_results])
    results = []
    for each in key_results:
        result = Result(each.weight, each.progress, each.score)
        first = firsts.get(each.id)
        if first is not None and each.progress_source is ProgressSource.check_ins:
            progress = await progress_against(session, actor, each, first)
            result = Result(each.weight, each.progress, each.score, moved=True, first=progress)
        results.append(result)
    return results


async def scored_under(
    session: AsyncSession, actor: Actor, objective_ids: Sequence[UUID]
) -> Sequence[KeyResult]:
    """Return the key results of some objectives that have a score."""
    kr = sql.key_result
    if not objective_ids:
        return ()
    scored = select(KeyResult).where(kr.org_id == actor.org_id, kr.score.is_not(None))
    return (await session.exec(scored.where(kr.objective_id.in_(objective_ids)))).all()


async def first_targets(
    session: AsyncSession, actor: Actor, key_result_ids: Sequence[UUID]
) -> dict[UUID, Target]:
    """Return the first locked target of each key result whose target has moved since."""
    t: Any = sql.target
    kept = select(Target).where(t.org_id == actor.org_id, t.key_result_id.in_(key_result_ids))
    first = kept.distinct(t.key_result_id).order_by(t.key_result_id, t.id)
    return {target.key_result_id: target for target in await session.exec(first)}


async def progress_against(
    session: AsyncSession, actor: Actor, key_result: KeyResult, target: Target
) -> Decimal | None:
    """Return how far a key result would have come by another target."""
    metric = metric_of(key_result, target)
    if metric.kind is MetricKind.milestones:
        reports = await reports_of(session, actor, key_result.id)
        metric = metric_of(key_result, target, standing(metric, reports).current)
    return clamped(attainment(metric))


def metric_of(key_result: KeyResult, target: Target, done: Decimal | None = None) -> Metric:
    """Return a metric with another target, and the weight done of other milestones."""
    kind = target.kind or key_result.kind
    columns = {name: getattr(target, name) for name in ("start", "target", "lower", "upper")}
    current = done if kind is MetricKind.milestones else key_result.current
    return KeyResult(kind=kind, steps=target.steps, current=current, **columns).metric
