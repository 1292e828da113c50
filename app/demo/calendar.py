"""The days of the story: three quarters that have passed, and the one that today lies in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from app.domain.span import Span

QUARTERS = ("q1", "q2", "q3", "q4")
SATURDAY, SUNDAY = 5, 6


def quarter_of(day: date) -> Span:
    """Return the quarter of the calendar that a day lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = (first + timedelta(days=100)).replace(day=1)
    return Span(first, following - timedelta(days=1))


def on_a_workday(day: date) -> date:
    """Return the day, or the nearest one on which people work."""
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


@dataclass(frozen=True)
class Calendar:
    """The story as seen from one day: `today`, in the zone of the organization."""

    today: date
    zone: ZoneInfo

    @cached_property
    def spans(self) -> dict[str, Span]:
        """The cycles: a year that ends with the present quarter, and its four quarters."""
        quarters = [quarter_of(self.today)]
        while len(quarters) < len(QUARTERS):
            quarters.insert(0, quarter_of(quarters[0].first - timedelta(days=1)))
        year = Span(quarters[0].first, quarters[-1].last)
        return {"year": year, **dict(zip(QUARTERS, quarters, strict=True))}

    def name(self, key: str) -> str:
        """Return what people call a cycle."""
        first, last = self.spans[key]
        if key != "year":
            return f"{first.year} Q{first.month // 3 + 1}"
        years = f"{first.year}" if first.year == last.year else f"{first.year}/{last.year % 100}"
        return f"{years} 年度目标 Goals of the year"

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """Return an instant of a day there."""
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)

    def day_of(self, at: datetime) -> date:
        """Return the day of an instant there."""
        return at.astimezone(self.zone).date()

    def spread(self, key: str, count: int, shift: int) -> Iterator[date]:
        """Yield days evenly over a whole cycle, on workdays, `shift` days after its first."""
        span = self.spans[key]
        for place in range(count):
            day = span.first + timedelta(days=shift + place * (span.days // count))
            yield min(max(on_a_workday(day), span.first), span.last)
