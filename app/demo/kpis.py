"""What happens to the KPIs of the story: written down before the year, and measured ever since."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.kpi_creation import create
from app.demo.kpi_guards import guard
from app.demo.kpi_script import Kpi
from app.demo.kpi_targets import retarget
from app.demo.kpi_values import readings_of
from app.demo.measurements import measure
from app.demo.script import Objective, Story

BEFORE = timedelta(days=30)  # the year begins
GUARDED = timedelta(days=10)  # before the cycle of an objective begins
DAY = timedelta(days=1)
HOUR = 60


def acts_of_kpi(
    story: Story, calendar: Calendar, objectives: Mapping[str, Objective], told: Kpi, place: int
) -> Iterator[Act]:
    """Yield what happens to a KPI, from its first line on."""
    who, name = story.speakers[told.owner], f"kpi {place}"
    begun, minute = calendar.spans["year"].first - BEFORE, place % HOUR
    at = calendar.at(begun, 9 + place // HOUR, minute)
    yield Act(at, who, partial(create, told=told, name=name))
    if told.targets or told.stages:
        later = calendar.at(begun + DAY, 8, minute)
        yield Act(later, who, partial(retarget, told=told, name=name))
    for goal in told.guards:
        first = calendar.spans[objectives[goal].cycle].first
        does = partial(guard, name=name, goal=goal)
        yield Act(calendar.at(first - GUARDED, 13, minute), who, does)
    if told.formula is None:
        for reading in readings_of(calendar, told):
            day = max(reading.day, begun + DAY)  # what was before is taken over
            does = partial(measure, name=name, told=reading)
            yield Act(calendar.at(day, 9 + place // HOUR, minute), told.by or who, does)
