"""Arithmetic without an error: fractions inside, a decimal at the end."""

from decimal import Context, Decimal, localcontext
from fractions import Fraction

PLAIN = Context(prec=28)
BITS = 4096  # of a fraction that is carried on as it is


def decimal_of(exact: Fraction) -> Decimal:
    """Return a fraction rounded once, to 28 digits."""
    with localcontext(PLAIN):
        return Decimal(exact.numerator) / Decimal(exact.denominator)


def manageable(exact: Fraction) -> Fraction:
    """Return a fraction that formulas can go on with, rounded where it has become monstrous."""
    if max(exact.numerator.bit_length(), exact.denominator.bit_length()) <= BITS:
        return exact
    return Fraction(decimal_of(exact))
