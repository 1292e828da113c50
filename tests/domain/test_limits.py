"""How much is too much, and on which days."""

from datetime import date

import pytest

from app.domain.active import Active
from app.domain.limits import (
    Limit,
    LimitPolicy,
    LimitReached,
    Limits,
    gained,
    meet,
    most_on_a_day,
)

YEAR = Active(date(2026, 1, 1), date(2026, 12, 31))


def days(first: str, last: str | None = None) -> Active:
    return Active(date.fromisoformat(first), None if last is None else date.fromisoformat(last))


@pytest.mark.parametrize(
    ("mode", "used", "more", "refused"),
    [
        (Limits.enforce, 0, 3, False),
        (Limits.enforce, 2, 1, False),
        (Limits.enforce, 3, 1, True),
        (Limits.enforce, 1, 3, True),
        (Limits.enforce, 5, 1, True),  # a policy that was lowered
        (Limits.enforce, 5, 0, False),  # and nothing is added
        (Limits.advise, 99, 99, False),
    ],
)
def test_beyond_the_limit_nothing_is_added(
    mode: Limits, used: int, more: int, refused: bool
) -> None:
    limit = Limit(LimitPolicy.objectives, mode, 3)
    if not refused:
        limit.ensure_room(used, more)
        return
    with pytest.raises(LimitReached) as error:
        limit.ensure_room(used, more, owner={"kind": "team", "id": "t"})
    assert error.value.members == {
        "policy": "max_objectives",
        "max": 3,
        "used": used,
        "owner": {"kind": "team", "id": "t"},
    }


@pytest.mark.parametrize(
    ("spans", "most"),
    [
        ([], 0),
        ([days("2026-01-01")], 1),
        ([days("2025-01-01"), days("2026-12-31")], 2),
        ([days("2026-01-01", "2026-06-30"), days("2026-07-01")], 1),  # one after the other
        ([days("2026-01-01", "2026-07-01"), days("2026-07-01")], 2),  # one day together
        ([days("2025-01-01", "2025-12-31"), days("2027-01-01")], 0),  # before and after
        ([days("2025-01-01", "2026-01-01"), days("2026-12-31", "2027-01-01")], 1),
        ([days("2026-03-01", "2026-03-01")] * 4, 4),
        ([days("2026-01-01", "9999-12-31"), days("2026-01-01")], 2),
    ],
)
def test_the_fullest_day_of_a_year(spans: list[Active], most: int) -> None:
    assert most_on_a_day(spans, YEAR) == most
    assert most_on_a_day(reversed(spans), YEAR) == most


def test_the_fullest_day_is_that_of_every_single_day() -> None:
    spans = [
        days("2026-01-30", "2026-02-03"),
        days("2026-02-02", "2026-02-20"),
        days("2026-02-03", "2026-02-03"),
        days("2026-02-20"),
    ]
    february = days("2026-02-01", "2026-02-28")
    each = [date(2026, 2, n) for n in range(1, 29)]

    counted = [sum(span.contains(day) for span in spans) for day in each]

    assert most_on_a_day(spans, february) == max(counted) == 3


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        (YEAR, YEAR, []),
        (YEAR, days("2026-02-01", "2026-06-30"), []),
        (YEAR, days("2025-12-01", "2026-12-31"), [days("2025-12-01", "2025-12-31")]),
        (YEAR, days("2026-01-01"), [days("2027-01-01")]),
        (YEAR, days("2025-01-01", "2025-03-31"), [days("2025-01-01", "2025-03-31")]),
        (YEAR, days("2028-01-01", "2028-03-31"), [days("2028-01-01", "2028-03-31")]),
        (YEAR, days("2025-12-31"), [days("2025-12-31", "2025-12-31"), days("2027-01-01")]),
        (days("2026-01-01"), days("2026-01-01", "2026-03-31"), []),
        (days("2026-01-01"), days("2025-01-01"), [days("2025-01-01", "2025-12-31")]),
    ],
)
def test_the_days_that_a_span_gains(before: Active, after: Active, more: list[Active]) -> None:
    assert gained(before, after) == more


def test_spans_meet_on_a_day_that_both_have() -> None:
    assert meet(YEAR, days("2026-12-31"))
    assert meet(days("2026-12-31"), YEAR)
    assert not meet(YEAR, days("2027-01-01"))
    assert not meet(days("2027-01-01"), YEAR)
    assert meet(days("2020-01-01"), days("2030-01-01"))
