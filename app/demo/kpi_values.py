"""What the KPIs of the story come to, period by period: as told, or on the lines between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from app.demo.calendar import Calendar, on_a_workday
from app.demo.kpi_periods import periods_of
from app.demo.kpi_script import Kpi
from app.domain.frequency import Frequency
from app.domain.period import end

DAYS_AFTER = {  # its end a period is measured; a quarter by a survey in its last week
    Frequency.weekly: 1,
    Frequency.monthly: 2,
    Frequency.quarterly: -5,
    Frequency.yearly: 20,
}
CORRECTED_AFTER = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement to come."""

    period_on: date
    day: date
    value: Decimal
    note: str | None = None


def readings_of(calendar: Calendar, kpi: Kpi) -> Iterator[Reading]:
    """Yield what is measured of a KPI, corrections included, over all five quarters."""
    days = periods_of(calendar, kpi)
    corrected = {each.at: each for each in kpi.revised}
    for place, (period_on, value) in enumerate(zip(days, values_of(kpi, len(days)), strict=True)):
        if place in kpi.missing:
            continue
        after = timedelta(days=DAYS_AFTER[kpi.frequency])
        day = on_a_workday(end(kpi.frequency, period_on) + after)
        note = kpi.notes.get(str(place))
        if (wrong := corrected.get(place)) is None:
            yield Reading(period_on, day, value, note)
        else:
            yield Reading(period_on, day, wrong.first, note)
            yield Reading(period_on, day + CORRECTED_AFTER, value, wrong.note)


def values_of(kpi: Kpi, count: int) -> list[Decimal]:
    """Return the values of so many periods."""
    stops, last = kpi.values, len(kpi.values) - 1
    if count == len(stops) and not kpi.noise:
        return list(stops)
    chance = Random(kpi.name)
    digit = Decimal(1).scaleb(-kpi.digits)
    found = []
    for place in range(count):
        way = Decimal(place * last) / max(count - 1, 1)
        before = min(int(way), last)
        after = min(before + 1, last)
        level = stops[before] + (stops[after] - stops[before]) * (way - before)
        swing = Decimal(str(round(chance.uniform(-1, 1), 3))) * kpi.noise
        found.append(max(level + swing, Decimal(0)).quantize(digit, ROUND_HALF_UP))
    return found
