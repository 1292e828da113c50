"""A book of KPIs: what has been measured of each, and what formulas make of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from uuid import UUID

from app.domain.exact import decimal_of
from app.domain.forecast import Basis, Forecast, ended, forecast
from app.domain.formula_value import exact_value
from app.domain.kpi_entry import Entry
from app.domain.kpi_figure import ToDate, aggregated, to_date
from app.domain.kpi_target import Targets
from app.domain.yardstick import Yardstick

Periods = tuple[date, ...]  # by their first days, in the order of the days


class Book:
    """KPIs by their ids, with all parts of those that are formulas, and no loop among them.

    Figures are rounded once, to 28 digits; None where there is none. Nothing is worked out twice.
    """

    def __init__(self, entries: Mapping[UUID, Entry]) -> None:
        self.entries = entries
        self._values: dict[tuple[UUID, date], Fraction | None] = {}
        self._figures: dict[tuple[UUID, Periods], Fraction | None] = {}
        self._forecasts: dict[tuple[UUID, Periods, date], Forecast | None] = {}
        self._days: dict[tuple[UUID, Periods], date | None] = {}

    def value(self, kpi: UUID, period_on: date) -> Decimal | None:
        """Return the value of one period: the one measured, or the formula's by all its parts."""
        entry = self.entries[kpi]
        if entry.formula is None:
            return entry.values.get(period_on)
        exact = self._value(kpi, period_on)
        return None if exact is None else decimal_of(exact)

    def measured(self, kpi: UUID, periods: Sequence[date]) -> list[date]:
        """Return the periods that enter a figure: measured, or with a value of every part."""
        return [period_on for period_on in periods if self._is_measured(kpi, period_on)]

    def figure(self, kpi: UUID, periods: Sequence[date]) -> Decimal | None:
        """Return the figure over several periods, by those of them that have been measured.

        A formula is worked out of the figures of its parts, each over those same periods.
        """
        return self._over(kpi, self.measured(kpi, periods))

    def to_date(
        self, kpi: UUID, periods: Sequence[date], yardstick: Yardstick, targets: Targets
    ) -> ToDate:
        """Return how a KPI stands in a cycle that has these periods of it."""
        return to_date(
            yardstick,
            targets,
            measured=self.measured(kpi, periods),
            periods=len(periods),
            figure=partial(self._over, kpi),
            aggregate=self.entries[kpi].aggregate,
        )

    def measured_on(self, kpi: UUID, periods: Sequence[date]) -> date | None:
        """Return the last day on which somebody measured what a figure over periods is made of."""
        asked = (kpi, tuple(periods))
        if asked not in self._days:
            self._days[asked] = max(self._days_under(*asked), default=None)
        return self._days[asked]

    def forecast(self, kpi: UUID, periods: Sequence[date], today: date) -> Forecast | None:
        """Return where a KPI will stand at the end of a cycle that has these periods of it.

        A formula is worked out of the forecasts of its parts, on the basis of the least measured.
        """
        asked = (kpi, tuple(periods), today)
        if asked not in self._forecasts:
            self._forecasts[asked] = self._forecast(*asked)
        return self._forecasts[asked]

    def _is_measured(self, kpi: UUID, period_on: date) -> bool:
        entry = self.entries[kpi]
        if entry.formula is None:
            return period_on in entry.values
        return all(self._stands(entry, part, period_on) for part in entry.parts.values())

    def _stands(self, entry: Entry, part: UUID, period_on: date) -> bool:
        """Whether a part has a value in all of its periods that begin in one of the formula."""
        own = self.entries[part].inside(entry.frequency, [period_on])
        return bool(own) and all(self._value(part, day) is not None for day in own)

    def _value(self, kpi: UUID, period_on: date) -> Fraction | None:
        asked = (kpi, period_on)
        if asked not in self._values:
            is_there = self._is_measured(kpi, period_on)
            self._values[asked] = self._figure(kpi, (period_on,)) if is_there else None
        return self._values[asked]

    def _over(self, kpi: UUID, measured: Sequence[date]) -> Decimal | None:
        exact = self._figure(kpi, tuple(measured))
        return None if exact is None else decimal_of(exact)

    def _figure(self, kpi: UUID, measured: Periods) -> Fraction | None:
        asked = (kpi, measured)
        if asked not in self._figures:
            self._figures[asked] = self._worked_out(kpi, measured) if measured else None
        return self._figures[asked]

    def _worked_out(self, kpi: UUID, measured: Periods) -> Fraction | None:
        entry = self.entries[kpi]
        if entry.aggregate is not None:
            return aggregated(entry.aggregate, [Fraction(entry.values[day]) for day in measured])
        return by_formula(
            entry,
            {
                key: self._figure(part, self._of_part(entry, part, measured))
                for key, part in entry.parts.items()
            },
        )

    def _forecast(self, kpi: UUID, periods: Periods, today: date) -> Forecast | None:
        entry = self.entries[kpi]
        if entry.aggregate is not None:
            past = ended(entry.frequency, periods, today)
            return forecast(entry.aggregate, periods, past, entry.values)
        parts = {
            key: self.forecast(part, self._of_part(entry, part, periods), today)
            for key, part in entry.parts.items()
        }
        value = by_formula(
            entry, {key: Fraction(f.value) if f else None for key, f in parts.items()}
        )
        basis = min((f.basis for f in parts.values() if f is not None), key=share, default=None)
        if value is None or basis is None:
            return None
        return Forecast(decimal_of(value), basis)

    def _days_under(self, kpi: UUID, periods: Periods) -> Iterator[date]:
        entry = self.entries[kpi]
        yield from (entry.days[period_on] for period_on in periods if period_on in entry.days)
        for part in entry.parts.values():
            if (day := self.measured_on(part, self._of_part(entry, part, periods))) is not None:
                yield day

    def _of_part(self, entry: Entry, part: UUID, periods: Periods) -> Periods:
        return tuple(self.entries[part].inside(entry.frequency, periods))


def by_formula(entry: Entry, figures: Mapping[str, Fraction | None]) -> Fraction | None:
    """Return what a formula makes of the figures of its parts, or None where one is missing."""
    known = {key: figure for key, figure in figures.items() if figure is not None}
    if entry.formula is None or len(known) < len(figures):
        return None
    return exact_value(entry.formula, known)


def share(basis: Basis) -> Fraction:
    """Return how much of all periods a forecast rests on."""
    return Fraction(basis.measured, basis.periods)
