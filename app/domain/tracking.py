"""Key results that follow a KPI: where they stand is its figure, not what was reported."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.domain.check_in import Standing


def followed(
    standing: Standing, figure: Decimal | None = None, measured_on: date | None = None
) -> Standing:
    """Return where a key result stands that follows a KPI.

    `standing` is where its check-ins leave it, of which their values do not count. Whoever
    measured has told how it goes as well as who checked in.
    """
    days = [day for day in (standing.last_on, measured_on) if day is not None]
    return replace(
        standing,
        current=figure,
        last_on=max(days, default=None),
        started=standing.started or figure is not None,
    )
