"""Stretches of days."""

from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """The days of a cycle, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.last - self.first).days + 1

    def overlaps(self, other: "Span") -> bool:
        """Whether there is a day that belongs to both."""
        return self.first <= other.last and other.first <= self.last

    def contains(self, other: "Span") -> bool:
        """Whether all days of the other belong to it too."""
        return self.first <= other.first and other.last <= self.last
