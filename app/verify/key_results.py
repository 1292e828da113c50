"""Where key results stand, folded anew from all of their check-ins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.domain.check_in import Standing, standing
from app.domain.figure import clamped
from app.domain.metric import Metric, ProgressSource, attainment
from app.domain.tracking import followed
from app.tables import CheckIn, KeyResult
from app.verify.company import Company
from app.verify.sentences import differing

Standings = Mapping[UUID, Standing]


def standings(company: Company) -> Standings:
    """Return where the key results that still move stand after their check-ins."""
    said = company.check_ins_of()
    return {
        id: stood(company, key_result, said.get(id, ()))
        for id, key_result in company.key_results.items()
        if key_result.frozen_on is None
    }


def stood(company: Company, key_result: KeyResult, said: Sequence[CheckIn]) -> Standing:
    """Return where one stands after its check-ins, or where the KPI that it follows does."""
    told = standing(key_result.metric, [check_in.report for check_in in said])
    if key_result.kpi_id is None:
        return told
    cycle_id = company.objectives[key_result.objective_id].cycle_id
    total = company.kpi_totals.get((key_result.kpi_id, cycle_id))
    return followed(told) if total is None else followed(told, total.value, total.measured_on)


def wrong_standings(company: Company, standings: Standings) -> Iterator[str]:
    """Yield what check-ins do not account for. What is frozen keeps the figures of its day."""
    for id, now in standings.items():
        key_result = company.key_results[id]
        stored = {**dict(key_result), "steps": done_of(key_result.metric)}
        yield from differing("key_result", id, stored, stands(key_result, now))


def stands(key_result: KeyResult, now: Standing) -> dict[str, Any]:
    """Return what should be stored of a key result that stands there."""
    expected = {
        "current": now.current,
        "steps": [step.title for step in now.steps if step.done],
        "confidence": now.confidence,
        "reported_health": now.health,
        "checked_in_on": now.last_on,
        "started": now.started,
    }
    if key_result.progress_source is ProgressSource.children:
        return expected  # its progress follows from the graph
    reached = attained(key_result, now)
    return expected | {"attainment": reached, "progress": clamped(reached)}


def attained(key_result: KeyResult, now: Standing) -> Decimal | None:
    """Return the attainment of a key result that check-ins move."""
    return attainment(replace(key_result.metric, current=now.current))


def done_of(metric: Metric) -> list[str]:
    """Return the milestones that are stored as done."""
    return [step.title for step in metric.steps or () if step.done]
