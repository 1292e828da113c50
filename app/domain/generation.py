"""The quarters and months of a year, whatever day it begins on."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from app.domain.cycle import CycleKind
from app.domain.errors import NotValid
from app.domain.span import Span

DAY = timedelta(days=1)
MONTHS_OF_A_YEAR, MONTHS_OF_A_QUARTER = 12, 3


class Generated(StrEnum):
    """What a year can be divided into."""

    quarter = "quarter"
    month = "month"


class Planned(NamedTuple):
    """A cycle to be, and those inside it."""

    kind: CycleKind
    name: str
    span: Span
    inside: "tuple[Planned, ...]" = ()

    @property
    def levels(self) -> int:
        """How many levels of cycles it makes, itself included."""
        return 1 + levels_of(self.inside)


class GenerateUnfit(NotValid):
    """Only a year of twelve months has quarters and months."""

    code = "generate_unfit"


def months_after(first: date, months: int) -> date:
    """Return the day some months later: the last one of its month where that is too short."""
    years, month = divmod(first.month - 1 + months, MONTHS_OF_A_YEAR)
    year = first.year + years
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def is_year(span: Span) -> bool:
    """Whether a stretch of days is a year: one from the 29th of February has two ways to end."""
    following = months_after(span.first, MONTHS_OF_A_YEAR)
    is_short = following.day != span.first.day  # the next cannot begin on the same day
    return span.last == following - DAY or (is_short and span.last == following)


def year_name(span: Span) -> str:
    """Return what people call a year: `2026`, or `2026/27` where it is not that of the calendar."""
    first, last = span.first.year, span.last.year
    return f"{first}" if first == last else f"{first}/{last % 100:02}"


def parts(span: Span, months: int) -> list[Span]:
    """Divide a year into stretches of some months, without a gap and without an overlap."""
    firsts = [months_after(span.first, n) for n in range(0, MONTHS_OF_A_YEAR, months)]
    return [Span(first, after - DAY) for first, after in pairwise([*firsts, span.last + DAY])]


def monthly(span: Span) -> tuple[Planned, ...]:
    """Return the months of a year."""
    spans = parts(span, 1)
    return tuple(Planned(CycleKind.month, f"{part.first:%Y-%m}", part) for part in spans)


def generated(kind: CycleKind, span: Span, wanted: Collection[Generated]) -> tuple[Planned, ...]:
    """Return the cycles inside a new one, or raise where it is no year. Names need no language."""
    if not wanted:
        return ()
    if kind is not CycleKind.year or not is_year(span):
        raise GenerateUnfit("/generate")
    months = monthly(span) if Generated.month in wanted else ()
    if Generated.quarter not in wanted:
        return months
    return tuple(
        Planned(CycleKind.quarter, f"{year_name(span)} Q{n + 1}", part, inside)
        for n, part in enumerate(parts(span, MONTHS_OF_A_QUARTER))
        for inside in [tuple(each for each in months if part.contains(each.span))]
    )


def levels_of(planned: Collection[Planned]) -> int:
    """Return how many levels of cycles are planned."""
    return max((each.levels for each in planned), default=0)
