"""Targets of a KPI, by period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Targets:
    """What is wanted of each period: a default, and what is different in some of them."""

    default: Decimal | None = None
    exceptions: Mapping[date, Decimal] = field(default_factory=dict)

    def of(self, period_on: date) -> Decimal | None:
        """Return what is wanted of the period that begins on a day."""
        return self.exceptions.get(period_on, self.default)
