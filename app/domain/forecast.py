"""Where a KPI will stand at the end of a cycle, if it goes on as it has gone so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.domain.frequency import Frequency
from app.domain.kpi import Aggregate
from app.domain.kpi_figure import aggregated
from app.domain.period import end


class Basis(NamedTuple):
    """What a forecast rests on: how many periods have ended and been measured, of how many."""

    measured: int
    periods: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """An estimate of the figure of a cycle, in the unit of the KPI."""

    value: Decimal
    basis: Basis


def ended(frequency: Frequency, periods: Sequence[date], today: date) -> list[date]:
    """Return the periods whose last day has passed."""
    return [period_on for period_on in periods if end(frequency, period_on) < today]


def forecast(
    aggregate: Aggregate,
    periods: Sequence[date],
    past: Sequence[date],
    values: Mapping[date, Decimal],
) -> Forecast | None:
    """Return the estimate for all periods of a cycle, or None where no ended one is measured.

    `past` are the periods that have ended. A sum goes on at the mean of what has been measured in
    them, a last value by the straight line through the first and the last of them; everything else
    stays as it is to date.
    """
    known = [period_on for period_on in past if period_on in values]
    if not known:
        return None
    if aggregate is Aggregate.sum:
        value = sum((values[day] for day in known), Decimal(0)) * len(periods) / len(known)
    elif aggregate is Aggregate.last:
        value = on_the_line(periods, known[0], known[-1], values)
    else:
        value = aggregated(aggregate, [values[day] for day in periods if day in values])
    return Forecast(value, Basis(len(known), len(periods)))


def on_the_line(
    periods: Sequence[date], first: date, last: date, values: Mapping[date, Decimal]
) -> Decimal:
    """Return the value of the last period on the line through those of two others.

    `last + (last - first) / periods between * periods left`; with one period the line is level.
    """
    between, left = periods.index(last) - periods.index(first), len(periods) - 1
    rise = (values[last] - values[first]) * (left - periods.index(last))
    return values[last] + rise / between if between else values[last]
