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
    measured = [(weight, p) for weight, p in parts if p is not None]
    total = sum((weight for weight, _ in measured), ZERO)
    return sum((weight * p for weight, p in measured), ZERO) / total if total else None
