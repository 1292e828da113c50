"""Weighted means of what has been measured."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from app.domain.metric import ZERO


class Part(NamedTuple):
    """A figure that enters another, with its weight."""

    weight: Decimal
    progress: Decimal | None


def weighted_mean(parts: Iterable[Part]) -> Decimal | None:
    """Return the mean of what has been measured, or None where nothing has."""
    total = weights = ZERO
    for weight, progress in parts:
        if progress is not None:
            total += weight * progress
            weights += weight
    return total / weights if weights else None
