"""Key operating figures, watched all the time."""

from enum import StrEnum


class Direction(StrEnum):
    higher = "higher"
    lower = "lower"
    range = "range"


class Scoring(StrEnum):
    linear = "linear"
    ratio = "ratio"
    steps = "steps"
    veto = "veto"


class Aggregate(StrEnum):
    sum = "sum"
    mean = "mean"
    last = "last"
    max = "max"
    min = "min"


class KpiStatus(StrEnum):
    green = "green"
    yellow = "yellow"
    red = "red"
    none = "none"
