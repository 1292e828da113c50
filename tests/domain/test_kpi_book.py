from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from app.domain.active import Active
from app.domain.formula import names, read
from app.domain.formula_refusals import FormulaFrequency
from app.domain.frequency import Frequency
from app.domain.kpi import Aggregate
from app.domain.kpi_book import Book
from app.domain.kpi_entry import Entry, ensure_frequency
from app.domain.kpi_target import Targets
from tests.domain.test_kpi_figure import ALWAYS, MONTHS, by_month, monthly
from tests.domain.test_yardstick import HR, HV, LR, H, number

REVENUE, COST, MARGIN, PER_HEAD, HEADS = (UUID(int=n) for n in range(1, 6))
QUARTER = MONTHS[:3]
LATE = date(2026, 4, 20)


def formula(text: str, frequency: str = "monthly", **parts: UUID) -> Entry:
    known = {"revenue": REVENUE, "cost": COST, "margin": MARGIN, "heads": HEADS, **parts}
    read_ = read(text)
    return Entry(
        Frequency(frequency), ALWAYS, formula=read_, parts={key: known[key] for key in names(read_)}
    )


def book(revenue: list[Any], cost: list[Any], heads: Any = (), text: str = "") -> Book:
    return Book(
        {
            REVENUE: monthly("sum", revenue),
            COST: monthly("sum", cost),
            HEADS: monthly("mean", list(heads)),
            MARGIN: formula(text or "(revenue - cost) / revenue"),
            PER_HEAD: formula("margin / heads"),
        }
    )


@pytest.mark.parametrize(
    ("revenue", "cost", "months", "figure", "measured"),
    [
        ([100, 200, 300], [50, 150, 150], ["0.5", "0.25", "0.5"], "0.4166666666666666666666666667",
         3),  # (600 - 350) / 600, and no mean of the three
        ([100, 200, 300], [50, 150, None], ["0.5", "0.25", None], "0.3333333333333333333333333333",
         2),  # (300 - 200) / 300: what has no cost yet does not count
        ([100, None, 300], [None, 150, 150], [None, None, "0.5"], "0.5", 1),
        ([0, 100, 100], [10, 50, 40], [None, "0.5", "0.6"], "0.5", 3),  # no margin of nothing, yet
        ([0, 0, 0], [1, 1, 1], [None, None, None], None, 3),  # a cost of January counts
        ([None, 1, None], [1, None, 1], [None, None, None], None, 0),
    ],
)  # fmt: skip
def test_a_formula_over_a_cycle_is_worked_out_of_its_parts_figures(
    revenue: list[Any], cost: list[Any], months: list[Any], figure: Any, measured: int
) -> None:
    found = book(revenue, cost)

    assert [found.value(MARGIN, month) for month in QUARTER] == [number(m) for m in months]
    assert found.figure(MARGIN, QUARTER) == number(figure)
    assert len(found.measured(MARGIN, QUARTER)) == measured


def test_a_formula_of_a_formula_needs_a_value_of_that_one() -> None:
    found = book([0, 100, 100], [1, 50, 40], [5, 10, 30])

    assert [found.value(PER_HEAD, month) for month in QUARTER] == [
        None,
        number("0.05"),
        number("0.02"),
    ]
    # February and March: margin (200 - 90) / 200 = 0.55, heads (10 + 30) / 2 = 20
    assert found.figure(PER_HEAD, QUARTER) == number("0.0275")


def test_the_figure_of_a_part_is_not_rounded_on_its_way_into_a_formula() -> None:
    thirds = Book(
        {
            REVENUE: monthly("mean", [6, 7, 7]),  # 6.666...
            COST: monthly("mean", [3, 3, 4]),  # 3.333...
            MARGIN: formula("revenue / cost"),
        }
    )

    assert thirds.figure(MARGIN, QUARTER) == 2
    assert thirds.to_date(MARGIN, QUARTER, HV, Targets(Decimal(2))).status == "green"


@pytest.mark.parametrize(
    ("by", "default", "exceptions", "expected"),
    [
        # the margin: 0.5 in January, 0.25 in February, 0.5 in March; (600 - 350) / 600 in all
        (H, "0.5", [], ("0.5", "0.83333333333333333333", "red")),
        (H, None, ["0.5", "0.25", "0.5"], ("0.4166666666666666666666666667", "1", "green")),
        (H, None, ["0.5", None, "0.5"], ("0.5", "1", "green")),  # 400 - 200 of 400 in two months
        (HR, "0.4", [], ("0.4", "1.0416666666666666667", "green")),
        (HV, "0.4166", [], ("0.4166", "1", "green")),
        (H, None, [], (None, None, "none")),
    ],
)
def test_a_formula_is_held_against_the_plain_mean_of_its_targets(
    by: Any, default: Any, exceptions: list[Any], expected: tuple[Any, ...]
) -> None:
    found = book([100, 200, 300], [50, 150, 150]).to_date(
        MARGIN, QUARTER, by, Targets(number(default), by_month(exceptions))
    )

    target, attained, status = expected
    assert found.target == number(target)
    assert (found.attainment, found.status) == (number(attained), status)
    assert (found.measured, found.periods) == (3, 3)


@pytest.mark.parametrize("by", [HR, LR])
def test_a_value_that_the_scoring_does_not_take_has_no_status(by: Any) -> None:
    found = book([100], [150]).to_date(MARGIN, QUARTER, by, Targets(Decimal(1)))

    assert found.value == number("-0.5")
    assert (found.attainment, found.status) == (None, "none")


def weeks(first: str, *numbers: Any) -> dict[date, Decimal]:
    monday = date.fromisoformat(first)
    days = [monday + timedelta(weeks=n) for n in range(len(numbers))]
    return {day: Decimal(n) for day, n in zip(days, numbers, strict=True) if n is not None}


@pytest.mark.parametrize(
    ("aggregate", "numbers", "february", "march"),
    [
        # four Mondays in February 2026, five in March
        ("sum", [1, 2, 3, 4, 5, 6, 7, 8, 9], 10, 35),
        ("mean", [1, 2, 3, 4, 5, 6, 7, 8, 9], "2.5", 7),
        ("last", [1, 2, 3, 4, 5, 6, 7, 8, 9], 4, 9),
        ("max", [9, 2, 3, 4, 5, 6, 7, 8, 1], 9, 8),
        ("min", [9, 2, 3, 4, 5, 6, 7, 8, 1], 2, 1),
        ("sum", [1, 2, 3, 4, 5, 6, 7, 8], 10, None),  # the last week of March is missing
        ("sum", [None, 2, 3, 4, 5, 6, 7, 8, 9], None, 35),
    ],
)
def test_a_finer_part_stands_once_all_its_periods_are_measured(
    aggregate: str, numbers: list[Any], february: Any, march: Any
) -> None:
    found = Book(
        {
            REVENUE: Entry(
                Frequency.weekly, ALWAYS, Aggregate(aggregate), weeks("2026-02-02", *numbers)
            ),
            MARGIN: formula("revenue * 1"),
        }
    )

    assert found.value(MARGIN, MONTHS[1]) == number(february)
    assert found.value(MARGIN, MONTHS[2]) == number(march)


def test_the_periods_of_a_finer_part_are_those_of_its_active_span() -> None:
    since = Active(date(2026, 2, 10), date(2026, 2, 16))
    values = weeks("2026-02-16", 4)
    found = Book(
        {
            REVENUE: Entry(Frequency.weekly, since, Aggregate.sum, values),
            MARGIN: formula("revenue * 1"),
        }
    )

    assert found.value(MARGIN, MONTHS[1]) == 4
    assert found.value(MARGIN, MONTHS[2]) is None  # it is not watched any more


def test_a_part_that_has_ended_leaves_later_periods_without_a_value() -> None:
    ended = Entry(
        Frequency.monthly, Active(MONTHS[0], MONTHS[0]), Aggregate.sum, by_month([50, 50])
    )
    found = book([100, 100], [50, 50])
    found = Book({**found.entries, COST: ended})

    assert found.figure(MARGIN, QUARTER) == number("0.5")
    assert found.measured(MARGIN, QUARTER) == MONTHS[:1]


def test_quarters_of_months_of_a_leap_year() -> None:
    months = [date(2024, month, 1) for month in (1, 2, 3)]
    found = Book(
        {
            REVENUE: Entry(
                Frequency.monthly,
                ALWAYS,
                Aggregate.mean,
                dict(zip(months, map(Decimal, (31, 29, 31)), strict=True)),
            ),
            MARGIN: formula("revenue * 3", "quarterly"),
        }
    )

    assert found.value(MARGIN, months[0]) == 91
    assert found.to_date(MARGIN, months[:1], H, Targets(Decimal(91))).status == "green"


@pytest.mark.parametrize(
    ("frequency", "parts", "is_refused"),
    [
        ("monthly", ["weekly", "monthly"], False),
        ("yearly", ["weekly", "monthly", "quarterly", "yearly"], False),
        ("weekly", ["weekly"], False),
        ("weekly", ["monthly"], True),
        ("monthly", ["monthly", "quarterly"], True),
        ("quarterly", ["yearly"], True),
    ],
)
def test_a_part_is_not_measured_less_often_than_its_formula(
    frequency: str, parts: list[str], is_refused: bool
) -> None:
    asked = (Frequency(frequency), [Frequency(part) for part in parts])
    if not is_refused:
        ensure_frequency(*asked)
        return
    with pytest.raises(FormulaFrequency) as refused:
        ensure_frequency(*asked)

    assert refused.value.pointer == "/formula"


def test_the_forecast_of_a_formula_is_the_formula_of_its_parts_forecasts() -> None:
    found = book([100, 200], [60, None], [4, 6]).forecast(MARGIN, QUARTER, date(2026, 3, 15))

    # revenue 150 x 3 = 450, cost 60 x 3 = 180: (450 - 180) / 450
    assert found is not None
    assert found.value == number("0.6")
    assert found.basis == (1, 3)  # of the part that has been measured least


def test_a_forecast_needs_one_of_every_part() -> None:
    today = date(2026, 3, 15)

    assert book([100, 200], []).forecast(MARGIN, QUARTER, today) is None
    assert book([0, 0], [1, 1]).forecast(MARGIN, QUARTER, today) is None  # by zero
    assert book([100], [50]).forecast(MARGIN, QUARTER, date(2026, 1, 31)) is None


def test_formulas_that_share_their_parts_are_worked_out_once() -> None:
    levels = [[UUID(int=100 * level + n) for n in range(30)] for level in range(1, 10)]
    entries = {kpi: monthly("sum", [1, 1, 1]) for kpi in levels[0]}
    entries[levels[0][29]] = replace(entries[levels[0][29]], days={QUARTER[0]: LATE})
    text = read("+".join(f"k{n}" for n in range(30)))
    for below, level in pairwise(levels):
        parts = {f"k{n}": kpi for n, kpi in enumerate(below)}
        entries |= {
            kpi: Entry(Frequency.monthly, ALWAYS, formula=text, parts=parts) for kpi in level
        }
    found = Book(entries)

    assert found.figure(levels[8][0], QUARTER) == 3 * 30**8  # 656,100,000,000 ways down
    assert found.forecast(levels[8][0], QUARTER, date(2026, 4, 1)) is not None
    assert found.measured_on(levels[8][0], QUARTER) == LATE


def test_of_each_period_it_is_asked_once_whether_it_was_measured() -> None:
    class Asked(dict[date, Decimal]):
        times = 0

        def __contains__(self, key: object) -> bool:
            self.times += 1
            return super().__contains__(key)

    values = Asked(by_month([1, 2, None]))
    entry = Entry(Frequency.monthly, ALWAYS, Aggregate.sum, values)
    found = Book({REVENUE: entry})

    total = found.to_date(REVENUE, QUARTER, H, Targets(Decimal(1)))

    assert (total.value, total.measured, values.times) == (number("3"), 2, len(QUARTER))
