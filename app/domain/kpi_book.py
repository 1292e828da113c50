"""A book of KPIs: what has been measured of each, and what formulas make of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from app.domain.exact import decimal_of
from app.domain.forecast import Basis, Forecast, ended, forecast
from app.domain.formula import Formula
from app.domain.formula_refusals import FormulaFrequency
from app.domain.formula_value import exact_value
from app.domain.kpi import Aggregate
from app.domain.kpi_figure import Targets, ToDate, aggregated, to_date
from app.domain.period import Active, Frequency, end, periods_in
from app.domain.yardstick import Yardstick


@dataclass(frozen=True, slots=True)
class Entry:
    """A KPI in the book: measured values with an aggregate, or a formula with its parts by key."""

    frequency: Frequency
    active: Active
    aggregate: Aggregate | None = None
    values: Mapping[date, Decimal] = field(default_factory=dict)
    formula: Formula | None = None
    parts: Mapping[str, UUID] = field(default_factory=dict)


def ensure_frequency(
    formula: Frequency, parts: Sequence[Frequency], pointer: str = "/formula"
) -> None:
    """Raise where a part is measured less often than the formula, which could not follow it."""
    for part in parts:
        if part.is_coarser(formula):
            raise FormulaFrequency(pointer, formula=formula, part=part)


class Book:
    """KPIs by their ids, with all parts of those that are formulas, and no loop among them.

    Figures are decimals rounded once, to 28 digits; None where there is none.
    """

    def __init__(self, entries: Mapping[UUID, Entry]) -> None:
        self.entries = entries
        self._known: dict[tuple[UUID, date], Fraction | None] = {}

    def periods(self, kpi: UUID, first: date, last: date) -> list[date]:
        """Return the periods of a KPI, by their first days, that begin from one day to another."""
        entry = self.entries[kpi]
        return periods_in(entry.frequency, first, last, entry.active)

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
        exact = self._figure(kpi, self.measured(kpi, periods))
        return None if exact is None else decimal_of(exact)

    def to_date(
        self, kpi: UUID, periods: Sequence[date], yardstick: Yardstick, targets: Targets
    ) -> ToDate:
        """Return how a KPI stands in a cycle that has these periods of it."""
        return to_date(
            yardstick,
            targets,
            measured=self.measured(kpi, periods),
            periods=len(periods),
            figure=lambda judged: self.figure(kpi, judged),
            aggregate=self.entries[kpi].aggregate,
        )

    def forecast(self, kpi: UUID, periods: Sequence[date], today: date) -> Forecast | None:
        """Return where a KPI will stand at the end of a cycle that has these periods of it.

        A formula is worked out of the forecasts of its parts, on the basis of the least measured.
        """
        entry = self.entries[kpi]
        if entry.aggregate is not None:
            past = ended(entry.frequency, periods, today)
            return forecast(entry.aggregate, periods, past, entry.values)
        found: dict[str, Forecast] = {}
        for key, part in entry.parts.items():
            own = self._periods_of_part(kpi, part, periods)
            if (expected := self.forecast(part, own, today)) is None:
                return None
            found[key] = expected
        value = self._worked_out(entry, {key: Fraction(f.value) for key, f in found.items()})
        basis = min((f.basis for f in found.values()), key=share)
        return None if value is None else Forecast(decimal_of(value), basis)

    def _is_measured(self, kpi: UUID, period_on: date) -> bool:
        entry = self.entries[kpi]
        if entry.formula is None:
            return period_on in entry.values
        return all(self._stands(kpi, part, period_on) for part in entry.parts.values())

    def _stands(self, kpi: UUID, part: UUID, period_on: date) -> bool:
        """Whether a part has a value in all of its periods that begin in one of the formula."""
        own = self._periods_of_part(kpi, part, [period_on])
        return bool(own) and all(self._value(part, day) is not None for day in own)

    def _value(self, kpi: UUID, period_on: date) -> Fraction | None:
        if (kpi, period_on) not in self._known:
            is_there = self._is_measured(kpi, period_on)
            found = self._figure(kpi, [period_on]) if is_there else None
            self._known[kpi, period_on] = found
        return self._known[kpi, period_on]

    def _figure(self, kpi: UUID, measured: Sequence[date]) -> Fraction | None:
        entry = self.entries[kpi]
        if not measured:
            return None
        if entry.aggregate is not None:
            return aggregated(entry.aggregate, [Fraction(entry.values[day]) for day in measured])
        figures = {
            key: self._figure(part, self._periods_of_part(kpi, part, measured))
            for key, part in entry.parts.items()
        }
        return self._worked_out(entry, figures)

    def _worked_out(self, entry: Entry, figures: Mapping[str, Fraction | None]) -> Fraction | None:
        known = {key: figure for key, figure in figures.items() if figure is not None}
        if entry.formula is None or len(known) < len(figures):
            return None
        return exact_value(entry.formula, known)

    def _periods_of_part(self, kpi: UUID, part: UUID, periods: Sequence[date]) -> list[date]:
        return list(self._inside(self.entries[kpi].frequency, part, periods))

    def _inside(self, frequency: Frequency, part: UUID, periods: Sequence[date]) -> Iterator[date]:
        for period_on in periods:
            yield from self.periods(part, period_on, end(frequency, period_on))


def share(basis: Basis) -> Fraction:
    """Return how much of all periods a forecast rests on."""
    return Fraction(basis.measured, basis.periods)
