"""How often a figure that is watched all the time is measured."""

from enum import StrEnum


class Frequency(StrEnum):
    """How often a figure is measured, the most often first."""

    weekly = "weekly"
    monthly = "monthly"
    quarterly = "quarterly"
    yearly = "yearly"

    def is_coarser(self, other: "Frequency") -> bool:
        """Whether its periods are longer than those of the other."""
        order = list(Frequency)
        return order.index(self) > order.index(other)
