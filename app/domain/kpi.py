"""A KPI: a figure that is watched all the time. Which way is good, and how it is judged."""

from enum import StrEnum


class KpiDirection(StrEnum):
    """Which values are good: high ones, low ones, or those inside a range."""

    higher = "higher"
    lower = "lower"  # type: ignore[assignment]  # text has a method of this name, not used here
    range = "range"


class Scoring(StrEnum):
    """How a value becomes an attainment."""

    linear = "linear"
    ratio = "ratio"
    steps = "steps"
    veto = "veto"


class Aggregate(StrEnum):
    """How the values of several periods become one."""

    sum = "sum"
    mean = "mean"
    last = "last"
    max = "max"
    min = "min"


class KpiStatus(StrEnum):
    """How good it is, as far as that is known."""

    green = "green"
    yellow = "yellow"
    red = "red"
    none = "none"


def default_scoring(direction: KpiDirection) -> Scoring:
    """Return the scoring of a KPI that names none: a range knows only `veto`."""
    return Scoring.veto if direction is KpiDirection.range else Scoring.linear
