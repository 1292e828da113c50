"""What counts of a KPI in an evaluation, and what comes of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.domain.figure import shown

FLOOR, CAP = Decimal(0), Decimal("1.2")
DECIMALS = 20  # nobody measures finer: a result of 0.95 in thirds is 0.95, for bands and for SQL


@dataclass(frozen=True, slots=True)
class Line:
    """A KPI of the evaluated, and how far it came."""

    kpi_id: UUID
    name: str
    weight: Decimal
    attainment: Decimal | None

    @property
    def capped(self) -> Decimal | None:
        """What of it counts: one KPI does not make up for all the others."""
        return None if self.attainment is None else min(max(self.attainment, FLOOR), CAP)

    @property
    def weighted(self) -> Decimal | None:
        """Its share in the result, before that is divided by all weights."""
        return None if self.capped is None else self.weight * self.capped


def result_of(lines: Iterable[Line]) -> Decimal | None:
    """Return the weighted mean of what was attained, or None where nothing was measured."""
    counted = [(line.weight, line.weighted) for line in lines if line.weighted is not None]
    total = sum((weight for weight, _ in counted), FLOOR)
    if not total:
        return None
    return shown(sum((weighted for _, weighted in counted), FLOOR) / total, DECIMALS)
