"""Weighted means of what has been measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.metric import ZERO


@dataclass(frozen=True, slots=True)
class Part:
    """A figure that enters another, with its weight."""

    weight: Decimal
    progress: Decimal | None


def weighted_mean(parts: Iterable[Part]) -> Decimal | None:
    """Return the mean of what has been measured, or None where nothing has."""
    measured = [(part.weight, part.progress) for part in parts if part.progress is not None]
    total = sum((weight for weight, _ in measured), ZERO)
    return sum((weight * p for weight, p in measured), ZERO) / total if total else None
