"""What the result of an evaluation is called: bands of figures, a policy of the organization."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

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


def rating_of(result: Decimal | None, bands: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the rating of the highest band that a result has reached."""
    starts = {Decimal(str(band["from"])): str(band["rating"]) for band in bands}
    reached = [start for start in starts if result is not None and start <= result]
    return starts[max(reached)] if reached else None
