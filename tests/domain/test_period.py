from datetime import date

import pytest

from app.domain.active import Active
from app.domain.errors import NotValid
from app.domain.frequency import Frequency
from app.domain.period import begin, end, following, periods, periods_in
from app.domain.period_rules import (
    NoPeriodBegins,
    PeriodOutsideSpan,
    PeriodToCome,
    ensure_measurable,
)


def on(day: str) -> date:
    return date.fromisoformat(day)


@pytest.mark.parametrize(
    ("frequency", "day", "first", "last"),
    [
        ("weekly", "2026-01-01", "2025-12-29", "2026-01-04"),  # a Thursday, over the new year
        ("weekly", "2026-01-05", "2026-01-05", "2026-01-11"),  # a Monday
        ("weekly", "2026-01-04", "2025-12-29", "2026-01-04"),  # a Sunday
        ("weekly", "2024-02-29", "2024-02-26", "2024-03-03"),  # over a leap day
        ("monthly", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("monthly", "2026-02-10", "2026-02-01", "2026-02-28"),
        ("monthly", "2100-02-28", "2100-02-01", "2100-02-28"),  # no leap year
        ("monthly", "2026-12-31", "2026-12-01", "2026-12-31"),
        ("quarterly", "2026-05-17", "2026-04-01", "2026-06-30"),
        ("quarterly", "2026-12-31", "2026-10-01", "2026-12-31"),
        ("quarterly", "2026-01-01", "2026-01-01", "2026-03-31"),
        ("yearly", "2024-02-29", "2024-01-01", "2024-12-31"),
        ("yearly", "2026-12-31", "2026-01-01", "2026-12-31"),
    ],
)
def test_the_period_of_a_day(frequency: str, day: str, first: str, last: str) -> None:
    kind = Frequency(frequency)

    assert begin(kind, on(day)) == on(first)
    assert end(kind, on(day)) == on(last)
    assert begin(kind, following(kind, on(day))) == following(kind, on(day)) > on(last)


@pytest.mark.parametrize(
    ("frequency", "first", "last", "count"),
    [
        ("yearly", "2026-01-01", "2026-12-31", 1),
        ("yearly", "2026-04-01", "2026-06-30", 0),  # none in a later quarter
        ("yearly", "2026-01-01", "2026-03-31", 1),
        ("quarterly", "2026-01-01", "2026-12-31", 4),
        ("monthly", "2026-01-01", "2026-03-31", 3),
        ("monthly", "2026-01-02", "2026-03-31", 2),  # the first has begun before
        ("monthly", "2026-03-01", "2026-03-01", 1),
        ("weekly", "2026-01-01", "2026-12-31", 52),  # Mondays of 2026
        ("weekly", "2024-01-01", "2024-12-31", 53),  # Mondays of a leap year that begins on one
        ("weekly", "2026-02-01", "2026-02-28", 4),
        ("weekly", "2026-03-01", "2026-03-31", 5),
        ("weekly", "2026-03-03", "2026-03-02", 0),
    ],
)
def test_a_period_belongs_where_its_first_day_lies(
    frequency: str, first: str, last: str, count: int
) -> None:
    found = periods(Frequency(frequency), on(first), on(last))

    assert len(found) == len(set(found)) == count
    assert found == sorted(found)


def test_periods_begin_inside_the_active_span_both_days_included() -> None:
    year = (on("2026-01-01"), on("2026-12-31"))
    span = Active(on("2026-03-01"), on("2026-05-01"))

    found = periods_in(Frequency.monthly, *year, span)

    assert found == [on("2026-03-01"), on("2026-04-01"), on("2026-05-01")]
    assert len(periods_in(Frequency.monthly, *year, Active(on("2026-11-02")))) == 1


def test_what_is_finer_is_less_coarse() -> None:
    weekly, monthly, quarterly, yearly = Frequency

    assert yearly.is_coarser(quarterly)
    assert monthly.is_coarser(weekly)
    assert not weekly.is_coarser(monthly)
    assert not weekly.is_coarser(weekly)


SPAN = Active(date(2026, 2, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("day", "today", "refusal"),
    [
        ("2026-02-01", "2026-02-01", None),  # it has begun today
        ("2026-06-01", "2026-06-01", None),
        ("2026-03-01", "2026-02-28", PeriodToCome),
        ("2026-01-01", "2026-02-01", PeriodOutsideSpan),
        ("2026-07-01", "2026-12-01", PeriodOutsideSpan),
        ("2026-03-02", "2026-12-01", NoPeriodBegins),
    ],
)
def test_what_has_begun_inside_the_span_can_be_measured(
    day: str, today: str, refusal: type[NotValid] | None
) -> None:
    if refusal is None:
        ensure_measurable(Frequency.monthly, on(day), SPAN, on(today))
        return
    with pytest.raises(refusal) as refused:
        ensure_measurable(Frequency.monthly, on(day), SPAN, on(today))

    assert refused.value.pointer == "/period_on"


def test_the_answer_names_the_day_on_which_the_period_begins() -> None:
    with pytest.raises(NoPeriodBegins) as refused:
        ensure_measurable(Frequency.weekly, on("2026-03-01"), SPAN, on("2026-12-01"), "/items/3")

    assert refused.value.values == {"right": on("2026-02-23")}
    assert refused.value.pointer == "/items/3"
