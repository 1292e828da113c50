"""The KPIs of a story: what was measured of each, what stands on it, and what follows it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from app.domain.formula_order import standing_on
from app.domain.kpi_target import Targets
from app.domain.span import Span
from app.features.kpi_figures.commands import Work, book_of
from app.features.kpi_figures.queries import Facts, Measured
from app.tables import KeyResult, Kpi

Of = TypeVar("Of")
Followed = tuple[Decimal | None, date | None]  # a figure, and the day on which it was measured
NOWHERE: Followed = (None, None)


def by_kpi(each: type[Of]) -> dict[UUID, Of]:
    """Return a place for something of each KPI."""
    return defaultdict(each)


@dataclass
class Watching:
    """KPIs by id, with what was measured and what was wanted of them."""

    kpis: dict[UUID, Kpi] = field(default_factory=dict)
    keys: dict[str, UUID] = field(default_factory=dict)
    parts: dict[UUID, set[UUID]] = field(default_factory=dict)  # of formulas
    measured: dict[UUID, dict[date, Measured]] = field(default_factory=lambda: by_kpi(dict))
    targets: dict[UUID, dict[date, Decimal]] = field(default_factory=lambda: by_kpi(dict))
    guards: dict[UUID, set[UUID]] = field(default_factory=lambda: by_kpi(set))
    trackers: dict[UUID, list[KeyResult]] = field(default_factory=lambda: by_kpi(list))
    followed: dict[UUID, Followed] = field(default_factory=dict)  # by key result

    known: dict[UUID, list[UUID]] = field(default_factory=dict)  # see `moved_by`

    def take_parts(self, kpi_id: UUID, part_ids: set[UUID]) -> None:
        """Tie a formula to its parts."""
        self.parts[kpi_id] = part_ids
        self.known.clear()

    def moved_by(self, kpi_id: UUID) -> list[UUID]:
        """Return a KPI, and the formulas over it; remembered until there is another formula."""
        if kpi_id not in self.known:
            self.known[kpi_id] = [kpi_id, *standing_on(kpi_id, self.parts)]
        return self.known[kpi_id]

    def with_parts(self, ids: Iterable[UUID]) -> dict[UUID, Kpi]:
        """Return KPIs with all parts of those that are formulas."""
        found = list(dict.fromkeys(ids))
        for id in found:  # grows while it is walked
            found += self.parts.get(id, set()) - set(found)
        return {id: self.kpis[id] for id in found}

    def work(
        self, moving: Collection[UUID], days: Collection[date] | None, cycles: dict[UUID, Span]
    ) -> Work:
        """Return what there is to work out of KPIs, in some periods or in all, and over cycles."""
        kpis = self.with_parts(moving)
        measured = {id: self.measured[id] for id in kpis}
        targets = {id: Targets(kpi.target, self.targets[id]) for id, kpi in kpis.items()}
        facts = Facts(measured, targets)
        return Work(kpis, moving, days, cycles, facts, book_of(kpis, facts))
