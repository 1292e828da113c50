"""Periods of a figure that is watched all the time: weeks, months, quarters, years."""

from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from app.domain.active import Active
from app.domain.frequency import Frequency
from app.domain.generation import DAY, months_after

DAYS_OF_A_WEEK = 7


MONTHS = {Frequency.monthly: 1, Frequency.quarterly: 3, Frequency.yearly: 12}


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
