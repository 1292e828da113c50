"""What is expected of a goal on a day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.domain.mean import Part, weighted_mean
from app.domain.metric import MEASURED, ONE, ZERO, MetricKind
from app.domain.span import Span
from app.domain.waypoints import Path, expected_on_path


def expected_of_cycle(cycle: Span, day: date) -> Decimal:
    """Return the part of a cycle that has passed on a day, from 0 to 1."""
    if day < cycle.first:
        return ZERO
    if day >= cycle.last:
        return ONE
    return Decimal((day - cycle.first).days) / Decimal((cycle.last - cycle.first).days)


def expected_of_key_result(
    kind: MetricKind, cycle: Span, day: date, path: Path | None = None
) -> Decimal:
    """Return the progress that a key result should have on a day. `path`: where it has waypoints.

    Reads compute the same in SQL (`features/health/queries.py`).
    """
    if kind in MEASURED:
        return ONE
    if kind is MetricKind.yes_no:
        return ONE if day >= cycle.last else ZERO
    return expected_of_cycle(cycle, day) if path is None else expected_on_path(path, cycle, day)


def expected_of_objective(key_results: Sequence[Part], cycle: Span, day: date) -> Decimal:
    """Return the weighted mean of what is expected of its key results, else of the cycle."""
    mean = weighted_mean(key_results)
    return expected_of_cycle(cycle, day) if mean is None else mean
