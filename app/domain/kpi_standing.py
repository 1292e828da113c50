"""How a KPI stands in its periods, by what it is judged by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.domain.frequency import Frequency
from app.domain.kpi import KpiStatus
from app.domain.kpi_book import Book
from app.domain.kpi_target import Targets
from app.domain.period import begin, end
from app.domain.yardstick import Yardstick


@dataclass(frozen=True, slots=True)
class Judged:
    """A value of a period, and what it means."""

    value: Decimal
    target: Decimal | None
    attainment: Decimal | None
    status: KpiStatus


def judged(yardstick: Yardstick, value: Decimal, target: Decimal | None) -> Judged:
    """Return what a value of a period means."""
    attainment = yardstick.attainment(value, target)
    return Judged(value, target, attainment, yardstick.status(attainment))


def by_period(
    book: Book, kpi: UUID, periods: Iterable[date], yardstick: Yardstick, targets: Targets
) -> dict[date, Judged]:
    """Return how a KPI stands in those of some periods in which it has a value."""
    values = {period_on: book.value(kpi, period_on) for period_on in periods}
    return {
        period_on: judged(yardstick, value, targets.of(period_on))
        for period_on, value in values.items()
        if value is not None
    }


def days_moved(periods: Iterable[date], frequencies: Iterable[Frequency]) -> set[date]:
    """Return the first days of all periods that a measurement of one of `periods` may move.

    A formula is measured as often as its parts, or less: a period of it has the part's in it.
    """
    all_of = set(frequencies)
    return {begin(frequency, period_on) for period_on in periods for frequency in all_of}


def years(days: Iterable[date]) -> tuple[date, date]:
    """Return the first and the last day of the calendar years of some days.

    No period begins in one year and has parts that begin in another.
    """
    all_of = sorted(days)
    return date(all_of[0].year, 1, 1), end(Frequency.yearly, all_of[-1])
