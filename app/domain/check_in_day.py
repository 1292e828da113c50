"""The day that a check-in speaks of."""

from datetime import date

from app.domain.errors import NotValid
from app.domain.span import Span


class DayToCome(NotValid):
    """Nothing can be reported about a day to come."""

    code = "day_to_come"


class DayOutsideCycle(NotValid):
    """The day does not belong to the cycle."""

    code = "day_outside_cycle"


def day_of(given: date | None, replaced: date | None, today: date, cycle: Span) -> date:
    """Return the day that a check-in speaks of, or raise where it may not.

    By default that of the check-in it replaces, else today, else the last day of a past cycle.
    """
    day = given or replaced or min(today, cycle.last)
    if day > today:
        raise DayToCome("/effective_on")
    if not cycle.first <= day <= cycle.last:
        raise DayOutsideCycle("/effective_on", first=cycle.first, last=cycle.last)
    return day
