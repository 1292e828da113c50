"""The figure of a KPI over several periods, such as those of a cycle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar, assert_never

from app.domain.kpi import Aggregate, KpiStatus
from app.domain.kpi_target import Targets
from app.domain.yardstick import Yardstick

Figure = TypeVar("Figure", Decimal, Fraction)
Over = Callable[[Sequence[date]], Decimal | None]  # the figure over periods


@dataclass(frozen=True, slots=True)
class ToDate:
    """How a KPI stands in a cycle, by the periods that have been measured."""

    value: Decimal | None
    target: Decimal | None
    attainment: Decimal | None
    status: KpiStatus
    measured: int
    periods: int


def aggregated(aggregate: Aggregate, values: Sequence[Figure]) -> Figure:
    """Return one figure of those of several periods, at least one, in the order of the days."""
    match aggregate:
        case Aggregate.sum:
            return sum(values[1:], values[0])
        case Aggregate.mean:
            return sum(values[1:], values[0]) / len(values)
        case Aggregate.last:
            return values[-1]
        case Aggregate.max:
            return max(values)
        case Aggregate.min:
            return min(values)
        case _:
            assert_never(aggregate)


def to_date(
    yardstick: Yardstick,
    targets: Targets,
    measured: Sequence[date],
    periods: int,
    figure: Over,
    aggregate: Aggregate | None,
) -> ToDate:
    """Return how a KPI stands by its measured periods, out of so many that it has in all.

    The value is that of all measured periods. It is judged over those that have a target, too,
    where one is needed, by targets and thresholds that are aggregated as the values are; those of
    a formula, which has no aggregate, by their plain mean.
    """
    wanted = {day: target for day in measured if (target := targets.of(day)) is not None}
    judged = [day for day in measured if day in wanted or not yardstick.needs_target]
    target = aggregated(aggregate or Aggregate.mean, [*wanted.values()]) if wanted else None
    by = yardstick.times(len(judged)) if aggregate is Aggregate.sum else yardstick
    attainment = by.attainment(figure(judged), target) if judged else None
    return ToDate(
        value=figure(measured) if measured else None,
        target=target,
        attainment=attainment,
        status=yardstick.status(attainment),
        measured=len(measured),
        periods=periods,
    )
