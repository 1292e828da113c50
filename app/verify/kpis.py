"""How KPIs stand, worked out anew from all that was measured, in all periods and cycles."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.domain.formula import names, read
from app.domain.kpi_book import Book
from app.domain.kpi_entry import Entry
from app.domain.kpi_standing import by_period
from app.domain.kpi_target import Targets
from app.domain.period import begin
from app.tables import Kpi
from app.verify.company import Company
from app.verify.sentences import differing

JUDGED = ("value", "target", "attainment", "status")
Found = Mapping[tuple[UUID, Any], Mapping[str, Any]]


class Watched:
    """The KPIs of a company in a book, with what is wanted of them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.measured: dict[UUID, dict[date, Any]] = defaultdict(dict)
        for each in company.standing():
            self.measured[each.kpi_id][each.period_on] = each
        wanted: dict[UUID, dict[date, Decimal]] = defaultdict(dict)
        for target in company.kpi_targets:
            wanted[target.kpi_id][target.period_on] = target.target
        kpis = company.kpis.values()
        self.targets = {kpi.id: Targets(kpi.target, wanted[kpi.id]) for kpi in kpis}
        self.book = Book({kpi.id: self.entry(kpi) for kpi in kpis})

    def entry(self, kpi: Kpi) -> Entry:
        """Return a KPI as the rules see it."""
        if kpi.formula is None:
            values = {on: each.value for on, each in self.measured[kpi.id].items()}
            return Entry(kpi.frequency, kpi.active, kpi.aggregate, values)
        keys = {each.key: each.id for each in self.company.kpis.values()}
        formula = read(kpi.formula)
        parts = {name: keys[name] for name in names(formula)}
        return Entry(kpi.frequency, kpi.active, formula=formula, parts=parts)

    def figures(self) -> Found:
        """Return how every KPI stands in each period in which it has a value."""
        days = {day for each in self.measured.values() for day in each}
        found = {}
        for kpi in self.company.kpis.values():
            own = {begin(kpi.frequency, day) for day in days}
            periods = [day for day in own if kpi.active.contains(day)]
            of_it = (periods, kpi.yardstick, self.targets[kpi.id])
            for period_on, judged in by_period(self.book, kpi.id, *of_it).items():
                measured = self.measured[kpi.id].get(period_on)
                columns = {name: getattr(judged, name) for name in JUDGED}
                by = {"measurement_id": None if measured is None else measured.id}
                found[kpi.id, period_on] = columns | by
        return found

    def totals(self) -> Found:
        """Return how every KPI stands over each cycle in which it was measured."""
        found = {}
        for kpi in self.company.kpis.values():
            for cycle in self.company.cycles.values():
                periods = self.book.entries[kpi.id].periods(*cycle.span)
                of_it = (periods, kpi.yardstick, self.targets[kpi.id])
                total = self.book.to_date(kpi.id, *of_it)
                if total.measured:
                    columns = {name: getattr(total, name) for name in (*JUDGED, "measured")}
                    found[kpi.id, cycle.id] = columns
        return found


def wrong_kpis(company: Company) -> Iterator[str]:
    """Yield where KPIs are not stored to stand where they stand."""
    watched = Watched(company)
    figures = {(row.kpi_id, row.period_on): dict(row) for row in company.kpi_figures}
    yield from different("kpi_figure", figures, watched.figures())
    totals = {key: dict(row) for key, row in company.kpi_totals.items()}
    yield from different("kpi_total", totals, watched.totals())


def different(kind: str, stored: Found, expected: Found) -> Iterator[str]:
    """Yield which figures are missing, are not as they should be, or should not be there."""
    for key, row in expected.items():
        named = " ".join(map(str, key))
        if key not in stored:
            yield f"{kind} {named}: it is missing, and should be {row['value']}."
        else:
            yield from differing(kind, named, stored[key], row)
    for key in sorted(stored.keys() - expected.keys(), key=str):
        yield f"{kind} {' '.join(map(str, key))}: there is nothing that it follows from."
