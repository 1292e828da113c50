"""Figures as they count and as they are shown."""

from decimal import ROUND_HALF_UP, Context, Decimal

from app.domain.metric import ONE, ZERO

SETTLED = Context(prec=20)


def shown(figure: Decimal, decimals: int) -> Decimal:
    """Return a figure as people read it: halves go up, as Postgres rounds them too."""
    return figure.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def clamped(attained: Decimal | None) -> Decimal | None:
    """Return progress: an attainment, from 0 to 1."""
    return None if attained is None else min(max(attained, ZERO), ONE)


def settled(quotient: Decimal) -> Decimal:
    """Return a quotient without the error of the last of its 28 digits: it is compared to limits.

    Nobody measures 20 digits, and so `2.999… / 3.333…` is the 0.9 that it would be without thirds.
    """
    return SETTLED.plus(quotient)
