"""How a figure moves over a cycle, and how sure people are of it: made up, always the same way."""

from decimal import ROUND_HALF_UP, Decimal
from random import Random

from app.demo.catalogue import Measured
from app.domain.metric import MEASURED, MetricKind

HIGHEST = 10  # of confidence
KEPT_FROM = Decimal("0.35")  # where what should stay stands at first, between both limits
WHOLE, TENTHS = 20, 2  # how wide a way is that is told in whole numbers, or in tenths


def values_of(chance: Random, measured: Measured, count: int, reached: float) -> list[Decimal]:
    """Return values over a cycle that end at a part of the way."""
    return [
        value_at(chance, measured, (place + 1) / count, reached, is_last=place == count - 1)
        for place in range(count)
    ]


def value_at(
    chance: Random, measured: Measured, passed: float, reached: float, *, is_last: bool
) -> Decimal:
    """Return the value when a part of the cycle has passed."""
    if measured.kind is MetricKind.yes_no:
        return Decimal(int(is_last and reached > 0.6))
    part = Decimal(str(round(passed * reached + chance.uniform(-0.03, 0.03), 3)))
    if measured.kind is MetricKind.milestones:
        return Decimal(int(min(max(part, Decimal(0)), Decimal(1)) * len(measured.steps)))
    if measured.kind in MEASURED:
        part = KEPT_FROM + part
        if measured.kind is MetricKind.maintain_between:
            part /= 2
    return rounded(measured, measured.first + part * (measured.last - measured.first))


def rounded(measured: Measured, value: Decimal) -> Decimal:
    """Return a value with as many digits as people would write; none is below nothing."""
    way = abs(measured.last - measured.first)
    digit = Decimal(1) if way >= WHOLE else Decimal("0.1") if way >= TENTHS else Decimal("0.01")
    return max(value, Decimal(0)).quantize(digit, ROUND_HALF_UP)


def confidence_of(chance: Random, reached: float) -> list[int]:
    """Return how sure people are: at first of everything, in the end of what they see."""
    end = 2 + 8 * min(reached, 1)
    path = [6.5 + (end - 6.5) * step / 4 for step in range(5)]
    return [min(max(round(each + chance.uniform(-0.8, 0.8)), 0), HIGHEST) for each in path]
