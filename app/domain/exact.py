"""Arithmetic without an error: fractions inside, a decimal at the end."""

from decimal import Context, Decimal, localcontext
from fractions import Fraction

PLAIN = Context(prec=28)
BITS = 2048  # of a fraction that is carried on as it is
MAGNITUDE = 300  # no figure of a company has so many digits before or behind the point


def decimal_of(exact: Fraction) -> Decimal:
    """Return a fraction rounded once, to 28 digits."""
    with localcontext(PLAIN):
        return Decimal(exact.numerator) / Decimal(exact.denominator)


def manageable(exact: Fraction) -> Fraction:
    """Return a fraction that can be gone on with, rounded only where it has become monstrous.

    Raise `OverflowError` at 10**300; what is as small as that is 0.
    """
    if max(exact.numerator.bit_length(), exact.denominator.bit_length()) <= BITS:
        return exact
    rounded = decimal_of(exact)
    if rounded.adjusted() >= MAGNITUDE:
        raise OverflowError
    return Fraction(rounded) if rounded.adjusted() > -MAGNITUDE else Fraction(0)
