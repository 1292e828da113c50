from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.check_ins import acts_of_check_ins
from app.demo.script import Story
from app.demo.size import Size
from app.demo.stories import stories_of
from app.demo.timeline import reports, timeline

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = [date(2026, 1, 1) + timedelta(days=7 * week) for week in range(120)]


def test_a_year_ends_with_the_present_quarter() -> None:
    spans = Calendar(date(2026, 11, 24), ZONE).spans

    assert spans["year"] == (date(2026, 1, 1), date(2026, 12, 31))
    assert spans["q4"] == (date(2026, 10, 1), date(2026, 12, 31))
    assert Calendar(date(2027, 2, 1), ZONE).spans["year"] == (date(2026, 4, 1), date(2027, 3, 31))


@pytest.fixture(scope="module")
def story() -> Story:
    return stories_of(Size.small)[0]


@pytest.mark.parametrize(
    "today", [date(2026, 11, 24), date(2027, 1, 1), date(2028, 2, 29)], ids=str
)
def test_the_same_day_tells_the_same_story(story: Story, today: date) -> None:
    calendar = Calendar(today, ZONE)

    acts, again = timeline(story, calendar), timeline(stories_of(Size.small)[0], calendar)

    assert [(a.at, a.who, told(a)) for a in acts] == [(a.at, a.who, told(a)) for a in again]
    assert all(calendar.day_of(act.at) <= today for act in acts)


@pytest.mark.parametrize("today", DAYS[::5], ids=str)
def test_on_every_day_there_are_as_many_check_ins_as_are_wanted(story: Story, today: date) -> None:
    assert len(reports(story, Calendar(today, ZONE))) == 2400


def test_nobody_reports_before_a_cycle_or_after_it(story: Story) -> None:
    for today in DAYS[::10]:
        calendar = Calendar(today, ZONE)
        for place, objective in enumerate(story.objectives):
            first, last = calendar.spans[objective.cycle]
            for act, _ in acts_of_check_ins(story, calendar, objective, place):
                assert first <= calendar.day_of(act.at) <= last + timedelta(days=1)


def told(act: Act) -> Any:
    """Return what an act is about, whatever object says so."""
    does: Any = act.does
    return does.func, does.keywords
