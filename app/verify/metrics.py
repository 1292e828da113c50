"""What key results measure: nothing is divided by nothing, and a way leads through its cycle."""

from collections import Counter
from collections.abc import Iterator
from decimal import InvalidOperation

from app.domain.errors import NotValid
from app.domain.metric import ensure_consistent
from app.domain.waypoints import ensure_waypoints
from app.tables import KeyResult
from app.verify.company import Company

UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, InvalidOperation)


def wrong_metrics(company: Company) -> Iterator[str]:
    """Yield what key results cannot measure, and cannot pass on their way."""
    for key_result in company.key_results.values():
        try:
            yield from wrong(company, key_result)
        except UNREADABLE:
            yield f"key_result {key_result.id}: its steps or waypoints cannot be read."


def wrong(company: Company, key_result: KeyResult) -> Iterator[str]:
    """Yield what is wrong with the metric of one, or with its waypoints."""
    metric, path = key_result.metric, key_result.path
    span = company.cycles[company.objectives[key_result.objective_id].cycle_id].span
    stops = path.waypoints if path else ()
    try:
        ensure_consistent(metric, "metric")
        ensure_waypoints(metric.kind, span, stops, "waypoints")
    except NotValid as refusal:
        yield f"key_result {key_result.id}: {refusal.pointer} would be refused: {refusal.code}."
    if key_result.waypoints and path is None:
        yield f"key_result {key_result.id}: it has waypoints, and is not on its way anywhere."
    for id, times in Counter(step.id for step in metric.steps or ()).items():
        if times > 1:
            yield f"key_result {key_result.id}: {times} steps have the id {id}."
