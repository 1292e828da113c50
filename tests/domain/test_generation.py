from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest

from app.domain.cycle import CycleKind
from app.domain.generation import (
    Generated,
    GenerateUnfit,
    Planned,
    generated,
    is_year,
    levels_of,
    months_after,
)
from app.domain.span import Span

BOTH = (Generated.quarter, Generated.month)
DAY = timedelta(days=1)


def span(text: str) -> Span:
    first, _, last = text.partition("..")
    return Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("year", "firsts"),
    [
        ("2026-01-01..2026-12-31", "01-01 04-01 07-01 10-01"),
        ("2028-01-01..2028-12-31", "01-01 04-01 07-01 10-01"),  # a leap year
        ("2026-04-01..2027-03-31", "04-01 07-01 10-01 01-01"),
        ("2026-07-01..2027-06-30", "07-01 10-01 01-01 04-01"),
        ("2026-10-01..2027-09-30", "10-01 01-01 04-01 07-01"),
        ("2026-04-15..2027-04-14", "04-15 07-15 10-15 01-15"),
        ("2026-02-01..2027-01-31", "02-01 05-01 08-01 11-01"),
        ("2026-01-28..2027-01-27", "01-28 04-28 07-28 10-28"),
        ("2026-01-29..2027-01-28", "01-29 04-29 07-29 10-29"),
        ("2026-01-30..2027-01-29", "01-30 04-30 07-30 10-30"),
        ("2026-01-31..2027-01-30", "01-31 04-30 07-31 10-31"),
        ("2026-03-31..2027-03-30", "03-31 06-30 09-30 12-31"),
        ("2026-05-31..2027-05-30", "05-31 08-31 11-30 02-28"),
        ("2027-05-31..2028-05-30", "05-31 08-31 11-30 02-29"),  # into a leap year
        ("2026-08-31..2027-08-30", "08-31 11-30 02-28 05-31"),
        ("2026-11-30..2027-11-29", "11-30 02-28 05-30 08-30"),
        ("2027-11-30..2028-11-29", "11-30 02-29 05-30 08-30"),
        ("2028-02-29..2029-02-27", "02-29 05-29 08-29 11-29"),  # from a leap day: it ends
        ("2028-02-29..2029-02-28", "02-29 05-29 08-29 11-29"),  # before the 28th, or on it
        ("2026-12-31..2027-12-30", "12-31 03-31 06-30 09-30"),
        ("2027-02-28..2028-02-27", "02-28 05-28 08-28 11-28"),
        ("2027-03-01..2028-02-29", "03-01 06-01 09-01 12-01"),
    ],
)
def test_a_quarter_begins_three_months_after_the_one_before(year: str, firsts: str) -> None:
    quarters = generated(CycleKind.year, span(year), [Generated.quarter])

    assert [f"{each.span.first:%m-%d}" for each in quarters] == firsts.split()
    assert quarters[-1].span.last == span(year).last


@pytest.mark.parametrize(
    ("first", "months"),
    [
        ("2026-01-31", "01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31"),
        ("2028-01-29", "01-29 02-29 03-29 04-29 05-29 06-29 07-29 08-29 09-29 10-29 11-29 12-29"),
        ("2026-04-15", "04-15 05-15 06-15 07-15 08-15 09-15 10-15 11-15 12-15 01-15 02-15 03-15"),
    ],
)
def test_a_month_begins_on_the_day_of_the_first_or_the_last_there_is(
    first: str, months: str
) -> None:
    begins = date.fromisoformat(first)
    year = Span(begins, months_after(begins, 12) - DAY)

    made = generated(CycleKind.year, year, [Generated.month])

    assert [f"{each.span.first:%m-%d}" for each in made] == months.split()


def ensure_tiled(outer: Span, inside: Sequence[Planned]) -> None:
    """Fail where parts leave a day out, or share one."""
    days = [each.span.first + DAY * n for each in inside for n in range(each.span.days)]
    assert days == [outer.first + DAY * n for n in range(outer.days)]
    assert all(each.span.days < outer.days for each in inside)


def test_parts_tile_what_they_are_inside_of_whatever_the_first_day() -> None:
    random = Random("tiles")
    for _ in range(300):
        first = date(2020, 1, 1) + DAY * random.randrange(365 * 30)
        year = Span(first, months_after(first, 12) - DAY)

        quarters = generated(CycleKind.year, year, BOTH)

        ensure_tiled(year, quarters)
        for quarter in quarters:
            ensure_tiled(quarter.span, quarter.inside)
        assert [len(quarter.inside) for quarter in quarters] == [3] * 4
        names = [each.name for q in quarters for each in (q, *q.inside)]
        assert len(set(names)) == 16


def test_names_are_read_in_every_language() -> None:
    calendar = generated(CycleKind.year, span("2026-01-01..2026-12-31"), BOTH)
    fiscal = generated(CycleKind.year, span("2099-04-01..2100-03-31"), BOTH)

    assert [each.name for each in calendar] == ["2026 Q1", "2026 Q2", "2026 Q3", "2026 Q4"]
    assert [each.name for each in calendar[1].inside] == ["2026-04", "2026-05", "2026-06"]
    assert [fiscal[3].name, fiscal[3].inside[0].name] == ["2099/00 Q4", "2100-01"]


def test_months_stand_in_quarters_or_in_the_year_itself() -> None:
    year = span("2026-01-01..2026-12-31")
    both, months = (generated(CycleKind.year, year, w) for w in (BOTH, [Generated.month]))

    assert (len(both), levels_of(both), both[0].kind) == (4, 2, CycleKind.quarter)
    assert (len(months), levels_of(months), months[0].kind) == (12, 1, CycleKind.month)
    assert generated(CycleKind.half, span("2026-01-01..2026-01-02"), []) == ()


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        ("year", "2026-01-01..2026-12-30"),
        ("year", "2026-01-01..2027-01-01"),
        ("year", "2026-01-01..2027-12-31"),
        ("year", "2028-02-29..2029-03-01"),
        ("year", "2026-01-31..2027-01-31"),
        ("half", "2026-01-01..2026-12-31"),
        ("custom", "2026-01-01..2026-12-31"),
        ("quarter", "2026-01-01..2026-03-31"),
    ],
)
def test_what_is_no_year_has_no_quarters(kind: str, days: str) -> None:
    assert kind != "year" or not is_year(span(days))
    with pytest.raises(GenerateUnfit):
        generated(CycleKind(kind), span(days), [Generated.quarter])
