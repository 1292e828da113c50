"""Which periods can be measured."""

from datetime import date

from app.domain.active import Active
from app.domain.errors import NotValid
from app.domain.frequency import Frequency
from app.domain.period import begin


class NoPeriodBegins(NotValid):
    """The day lies inside a period, whose first day is another one."""

    code = "no_period_begins"


class PeriodToCome(NotValid):
    """What has not begun cannot be measured."""

    code = "period_to_come"


class PeriodOutsideSpan(NotValid):
    """The figure is not watched in this period."""

    code = "period_outside_span"


def ensure_begins(frequency: Frequency, day: date, pointer: str = "/period_on") -> None:
    """Raise where a day is not the first one of a period, and name the one that is."""
    if day != (right := begin(frequency, day)):
        raise NoPeriodBegins(pointer, right=right)


def ensure_measurable(
    frequency: Frequency, day: date, active: Active, today: date, pointer: str = "/period_on"
) -> None:
    """Raise where nothing can be measured for the period that begins on a day.

    A period can be measured from its first day, `today` being that of the organization.
    """
    ensure_begins(frequency, day, pointer)
    if not active.contains(day):
        raise PeriodOutsideSpan(pointer)
    if day > today:
        raise PeriodToCome(pointer, today=today)
