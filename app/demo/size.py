"""How big the demo is."""

from dataclasses import dataclass
from enum import StrEnum


class Size(StrEnum):
    """A company that one can look at, or one that makes a service sweat."""

    small = "small"
    large = "large"


@dataclass(frozen=True)
class Measure:
    """How much there is of everything, what is written by hand included."""

    people: int
    teams: int
    objectives: int
    key_results: int
    check_ins: int


MEASURES = {
    Size.small: Measure(180, 8, 86, 275, 2_400),
    Size.large: Measure(2_000, 80, 1_500, 5_000, 100_000),
}
