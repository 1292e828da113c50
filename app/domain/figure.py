"""Figures as they count and as they are shown."""

from decimal import ROUND_HALF_UP, Decimal

from app.domain.metric import ONE, ZERO


def shown(figure: Decimal, decimals: int) -> Decimal:
    """Return a figure as people read it: halves go up, as Postgres rounds them too."""
    return figure.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def clamped(attained: Decimal | None) -> Decimal | None:
    """Return progress: an attainment, from 0 to 1."""
    return None if attained is None else min(max(attained, ZERO), ONE)
