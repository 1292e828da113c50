"""Periods of a figure that is watched all the time: weeks, months, quarters, years."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from app.domain.errors import NotValid
from app.domain.generation import DAY, months_after

DAYS_OF_A_WEEK = 7


class Frequency(StrEnum):
    """How often a figure is measured, the most often first."""

    weekly = "weekly"
    monthly = "monthly"
    quarterly = "quarterly"
    yearly = "yearly"

    def is_coarser(self, other: "Frequency") -> bool:
        """Whether its periods are longer than those of the other."""
        order = list(Frequency)
        return order.index(self) > order.index(other)


MONTHS = {Frequency.monthly: 1, Frequency.quarterly: 3, Frequency.yearly: 12}


class NoPeriodBegins(NotValid):
    """The day lies inside a period, whose first day is another one."""

    code = "no_period_begins"


class PeriodToCome(NotValid):
    """What has not begun cannot be measured."""

    code = "period_to_come"


class PeriodOutsideSpan(NotValid):
    """The figure is not watched in this period."""

    code = "period_outside_span"


class Active(NamedTuple):
    """The days on which a figure is watched, both ends included; without a last one for ever."""

    first: date
    last: date | None = None

    def contains(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


def begin(frequency: Frequency, day: date) -> date:
    """Return the first day of the period that contains a day: a Monday, or the calendar's."""
    if frequency is Frequency.weekly:
        return day - day.weekday() * DAY
    months = MONTHS[frequency]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def following(frequency: Frequency, day: date) -> date:
    """Return the first day of the period after the one that contains a day."""
    first = begin(frequency, day)
    if frequency is Frequency.weekly:
        return first + DAYS_OF_A_WEEK * DAY
    return months_after(first, MONTHS[frequency])


def end(frequency: Frequency, day: date) -> date:
    """Return the last day of the period that contains a day."""
    return following(frequency, day) - DAY


def beginning(frequency: Frequency, day: date) -> Iterator[date]:
    """Yield the first days of all periods that begin on a day or after it."""
    first = begin(frequency, day)
    period_on = first if first == day else following(frequency, day)
    while True:
        yield period_on
        period_on = following(frequency, period_on)


def periods(frequency: Frequency, first: date, last: date) -> list[date]:
    """Return the first days of the periods that begin from one day to another, both included."""
    return list(takewhile(lambda period_on: period_on <= last, beginning(frequency, first)))


def periods_in(frequency: Frequency, first: date, last: date, active: Active) -> list[date]:
    """Return the first days of those periods that begin while the figure is watched, too."""
    until = last if active.last is None else min(last, active.last)
    return periods(frequency, max(first, active.first), until)


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
