from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.demo.calendar import Calendar
from app.demo.check_ins import acts_of_check_ins
from app.demo.script import read_story
from app.demo.timeline import timeline

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = [date(2026, 1, 1) + timedelta(days=7 * week) for week in range(120)]


def test_a_year_ends_with_the_present_quarter() -> None:
    spans = Calendar(date(2026, 11, 24), ZONE).spans

    assert spans["year"] == (date(2026, 1, 1), date(2026, 12, 31))
    assert spans["q4"] == (date(2026, 10, 1), date(2026, 12, 31))
    assert Calendar(date(2027, 2, 1), ZONE).spans["year"] == (date(2026, 4, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    "today", [date(2026, 11, 24), date(2027, 1, 1), date(2028, 2, 29)], ids=str
)
def test_the_same_day_tells_the_same_story(today: date) -> None:
    story, calendar = read_story(), Calendar(today, ZONE)

    acts, again = timeline(story, calendar), timeline(story, calendar)

    assert [(a.at, a.who) for a in acts] == [(a.at, a.who) for a in again]
    assert all(calendar.day_of(act.at) <= today for act in acts)


def test_on_every_day_there_are_some_months_of_check_ins() -> None:
    story = read_story()
    for today in DAYS:
        calendar = Calendar(today, ZONE)
        told = [
            act for n, o in enumerate(story.objectives) for act in acts_of_check_ins(calendar, o, n)
        ]
        assert 130 <= len([act for act in told if calendar.day_of(act.at) < today]) <= 300, today


def test_nobody_reports_before_a_cycle_or_after_it() -> None:
    story = read_story()
    for today in DAYS:
        calendar = Calendar(today, ZONE)
        for place, objective in enumerate(story.objectives):
            first, last = calendar.spans[objective.cycle]
            for act in acts_of_check_ins(calendar, objective, place):
                assert first <= calendar.day_of(act.at) <= last + timedelta(days=1)
