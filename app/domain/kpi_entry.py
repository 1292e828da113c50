"""A KPI in a book: what has been measured of it, or what it is worked out of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.domain.active import Active
from app.domain.formula import Formula
from app.domain.formula_refusals import FormulaFrequency
from app.domain.frequency import Frequency
from app.domain.kpi import Aggregate
from app.domain.period import end, periods_in


@dataclass(frozen=True, slots=True)
class Entry:
    """Measured values by the first days of periods, with an aggregate; or a formula with parts.

    `days` are those on which the values were written down, by the same periods; `parts` the KPIs
    that the formula names, by their keys.
    """

    frequency: Frequency
    active: Active
    aggregate: Aggregate | None = None
    values: Mapping[date, Decimal] = field(default_factory=dict)
    days: Mapping[date, date] = field(default_factory=dict)
    formula: Formula | None = None
    parts: Mapping[str, UUID] = field(default_factory=dict)

    def periods(self, first: date, last: date) -> list[date]:
        """Return its periods, by their first days, that begin from one day to another."""
        return periods_in(self.frequency, first, last, self.active)

    def inside(self, frequency: Frequency, periods: Iterable[date]) -> list[date]:
        """Return its periods that begin in any of the periods of another frequency."""
        if frequency is self.frequency:
            return [period_on for period_on in periods if self.active.contains(period_on)]
        own = (self.periods(period_on, end(frequency, period_on)) for period_on in periods)
        return [period_on for some in own for period_on in some]


def ensure_frequency(
    formula: Frequency, parts: Iterable[Frequency], pointer: str = "/formula"
) -> None:
    """Raise where a part is measured less often than the formula, which could not follow it."""
    for part in parts:
        if part.is_coarser(formula):
            raise FormulaFrequency(pointer, formula=formula, part=part)
