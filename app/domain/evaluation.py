"""Judging how key operating figures did, apart from what is learnt from objectives."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from app.domain.errors import NotValid

RATING_BANDS = (
    {"from": 1.1, "rating": "exceeded"},
    {"from": 0.95, "rating": "met"},
    {"from": 0.7, "rating": "partly"},
    {"from": 0, "rating": "missed"},
)


class RatingBandsUnfit(NotValid):
    """Two bands begin at one figure, or none begins at 0: a result would have no one rating."""

    code = "rating_bands_unfit"


def ensure_bands(starts: Sequence[Decimal]) -> None:
    """Raise where the bands that begin at some figures do not rate every result."""
    if 0 not in starts or len(set(starts)) < len(starts):
        raise RatingBandsUnfit("/policies/rating_bands")


class EvaluationState(StrEnum):
    """How far an evaluation is."""

    draft = "draft"
    shared = "shared"
    acknowledged = "acknowledged"
