from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.domain.active import Active
from app.domain.forecast import ended, forecast
from app.domain.frequency import Frequency
from app.domain.kpi import Aggregate
from app.domain.kpi_book import Book
from app.domain.kpi_entry import Entry
from app.domain.kpi_target import Targets
from app.domain.yardstick import Yardstick
from tests.domain.test_yardstick import H50, HN, HR, HS, HV, LR, LV, H, L, R, number

KPI = UUID(int=1)
MONTHS = [date(2026, month, 1) for month in range(1, 13)]
ALWAYS = Active(date(2020, 1, 1))


def by_month(numbers: list[Any]) -> dict[date, Decimal]:
    return {day: Decimal(str(n)) for day, n in zip(MONTHS, numbers, strict=False) if n is not None}


def monthly(aggregate: str, values: list[Any]) -> Entry:
    return Entry(Frequency.monthly, ALWAYS, Aggregate(aggregate), by_month(values))


@pytest.mark.parametrize(
    ("by", "aggregate", "values", "default", "exceptions", "expected"),
    [
        # value, target, attainment, status, measured; of three months
        (H, "sum", [10, 20, 30], 20, [], (60, 60, "1", "green", 3)),
        (H, "sum", [10, 20, None], 20, [], (30, 40, "0.75", "red", 2)),  # two months, two targets
        (H, "sum", [10, None, 30], None, [10, 99, 30], (40, 40, "1", "green", 2)),
        (H, "sum", [10, 20, 30], None, [10, None, 30], (60, 40, "1", "green", 3)),
        (H, "mean", [1, 2, 3], 2, [], (2, 2, "1", "green", 3)),
        (H, "mean", [31, 28, 31], 30, [], (30, 30, "1", "green", 3)),  # plain, not by days
        (H, "mean", [6, 6, 6], None, [6, 7, 7], (6, "6.666666666666666666666666667", "0.9",
         "yellow", 3)),  # 18 / 20, exactly the warning
        (H, "last", [1, 2, 3], None, [1, 2, 4], (3, 4, "0.75", "red", 3)),
        (H, "last", [1, 3, None], None, [1, 2, 4], (3, 2, "1.5", "green", 2)),
        (H, "max", [5, 9, 1], None, [5, 10, 2], (9, 10, "0.9", "yellow", 3)),
        (H, "min", [5, 9, 1], None, [5, 10, 2], (1, 2, "0.5", "red", 3)),
        # (150 - 3 x 50) / (240 - 3 x 50), and so on: three baselines under `sum`, one elsewhere
        (H50, "sum", [50, 50, 50], 80, [], (150, 240, "0", "red", 3)),
        (H50, "sum", [80, 74, 77], 80, [], (231, 240, "0.9", "yellow", 3)),
        (H50, "mean", [80, 74, 77], 80, [], (77, 80, "0.9", "yellow", 3)),
        (H50, "last", [0, 0, 65], 80, [], (65, 80, "0.5", "red", 3)),
        (HN, "sum", [-10, -10, -13], -10, [], (-33, -30, "0.9", "yellow", 3)),  # (-33+60)/30
        (L, "sum", [4, 6, 2], 5, [], (12, 15, "1.2", "green", 3)),  # (30 - 12) / (30 - 15)
        (L, "sum", [4, 6, None], 5, [], (10, 10, "1", "green", 2)),  # (20 - 10) / (20 - 10)
        (L, "max", [4, 6, 2], 5, [], (6, 5, "0.8", "red", 3)),  # (10 - 6) / (10 - 5)
        (L, "min", [4, 6, 2], 5, [], (2, 5, "1.6", "green", 3)),
        (HR, "sum", [0, 9, 9], 10, [], (18, 30, "0.6", "red", 3)),
        (LR, "sum", [0, 0, 0], 10, [], (0, 30, "1.2", "green", 3)),
        (LR, "sum", [0, 30, 0], 10, [], (30, 30, "1", "green", 3)),
        (LR, "mean", [10, 20, 30], 10, [], (20, 10, "0.5", "red", 3)),
        # steps from 80, 100 and 120: from 240, 300 and 360 under `sum`
        (HS, "sum", [100, 100, 99], None, [], (299, None, "0.8", "red", 3)),
        (HS, "sum", [100, 100, 100], None, [], (300, None, "1", "green", 3)),
        (HS, "sum", [100, 140, None], None, [], (240, None, "1.2", "green", 2)),
        (HS, "mean", [100, 100, 100], None, [], (100, None, "1", "green", 3)),
        (HV, "sum", [10, 10, 9], 10, [], (29, 30, "0", "red", 3)),
        (LV, "max", [1, 2, 3], 2, [], (3, 2, "0", "red", 3)),
        # the range from 18 to 22: from 54 to 66 under `sum`
        (R, "sum", [18, 18, 18], None, [], (54, None, "1", "green", 3)),
        (R, "sum", [22, 22, 23], None, [], (67, None, "0", "red", 3)),
        (R, "sum", [20, 20, None], None, [], (40, None, "1", "green", 2)),
        (R, "mean", [0, 20, 40], None, [], (20, None, "1", "green", 3)),
        (R, "last", [0, 0, 20], None, [], (20, None, "1", "green", 3)),
        # nothing yet, or no target at all
        (H, "sum", [None, None, None], 10, [], (None, None, None, "none", 0)),
        (H, "sum", [1, 2, 3], None, [], (6, None, None, "none", 3)),
        (H, "sum", [1, None, None], None, [None, 9, 9], (1, None, None, "none", 1)),
    ],
)  # fmt: skip
def test_the_figure_of_a_cycle_to_date(
    by: Yardstick,
    aggregate: str,
    values: list[Any],
    default: Any,
    exceptions: list[Any],
    expected: tuple[Any, ...],
) -> None:
    book = Book({KPI: monthly(aggregate, values)})

    found = book.to_date(KPI, MONTHS[:3], by, Targets(number(default), by_month(exceptions)))

    value, target, attained, status, measured = expected
    assert (found.value, found.target) == (number(value), number(target))
    assert (found.attainment, found.status) == (number(attained), status)
    assert (found.measured, found.periods) == (measured, 3)


def test_an_exception_stands_over_the_default_in_its_own_period() -> None:
    targets = Targets(Decimal(10), by_month([None, 12]))

    assert [targets.of(day) for day in MONTHS[:3]] == [10, 12, 10]


@pytest.mark.parametrize(
    ("aggregate", "values", "expected"),
    [
        ("sum", [10, 20, 30], 240),  # 20 a month, twelve months
        ("sum", [10, None, 30], 240),  # by those that were measured
        ("sum", [10, 20, 30, 99], 240),  # April has not ended: it is no month to judge by
        ("sum", [None, None, 5], 60),
        ("last", [10, 20, 30], 120),  # 30 + 10 a month, nine months left
        ("last", [10, None, 30], 120),
        ("last", [30, 20, 10], -80),
        ("last", [None, 7, None], 7),  # one point makes no line
        ("last", [10, 20, 30, 0], 120),
        ("last", [1, 2, 2], "6.5"),  # 2 + 0.5 x 9
        ("mean", [10, 20, 30], 20),
        ("mean", [10, 20, 30, 40], 25),  # as to date, the running month too
        ("max", [10, 50, 30], 50),
        ("min", [10, 50, 30], 10),
        ("sum", [None, None, None, 5], None),  # no month that has ended
        ("mean", [None, None, None, 5], None),
        ("last", [], None),
    ],
)
def test_a_forecast_goes_on_as_it_has_gone_so_far(
    aggregate: str, values: list[Any], expected: Any
) -> None:
    today = date(2026, 4, 30)
    past = ended(Frequency.monthly, MONTHS, today)

    found = forecast(Aggregate(aggregate), MONTHS, past, by_month(values))

    assert (found and found.value) == number(expected)
    if found is not None:
        assert found.basis == (len([v for v in values[:3] if v is not None]), 12)


def test_a_period_has_ended_the_day_after_its_last() -> None:
    assert ended(Frequency.monthly, MONTHS, date(2026, 2, 28)) == MONTHS[:1]
    assert ended(Frequency.monthly, MONTHS, date(2026, 3, 1)) == MONTHS[:2]
    assert ended(Frequency.monthly, [date(2024, 2, 1)], date(2024, 2, 29)) == []
