"""Where key results stand, folded anew from all of their check-ins."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.check_in import standing
from app.domain.figure import clamped
from app.domain.metric import Metric, ProgressSource, attainment
from app.tables import CheckIn, KeyResult
from app.verify.company import Company
from app.verify.sentences import differing


def wrong_standings(company: Company) -> Iterator[str]:
    """Yield what check-ins do not account for. What is frozen keeps the figures of its day."""
    said = company.check_ins_of()
    for id, key_result in company.key_results.items():
        if key_result.frozen_on is None:
            stored = {**dict(key_result), "steps": done_of(key_result.metric)}
            expected = stands(key_result, said.get(id, []))
            yield from differing("key_result", id, stored, expected)


def stands(key_result: KeyResult, check_ins: Sequence[CheckIn]) -> dict[str, Any]:
    """Return what should be stored of a key result after its check-ins."""
    now = standing(key_result.metric, [check_in.report for check_in in check_ins])
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
    reached = attained(key_result, check_ins)
    return expected | {"attainment": reached, "progress": clamped(reached)}


def attained(key_result: KeyResult, check_ins: Sequence[CheckIn]) -> Decimal | None:
    """Return the attainment of a key result that check-ins move."""
    metric = key_result.metric
    now = standing(metric, [check_in.report for check_in in check_ins])
    return attainment(replace(metric, current=now.current))


def done_of(metric: Metric) -> list[str]:
    """Return the milestones that are stored as done."""
    return [step.title for step in metric.steps or () if step.done]
