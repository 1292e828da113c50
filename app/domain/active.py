"""When a KPI is watched."""

from datetime import date
from typing import NamedTuple


class Active(NamedTuple):
    """The days on which a figure is watched, both ends included; without a last one for ever."""

    first: date
    last: date | None = None

    def contains(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)
