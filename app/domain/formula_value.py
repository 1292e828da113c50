"""What a formula comes to: exact, whatever stands between."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import add, mul, sub, truediv

from app.domain.exact import decimal_of, manageable
from app.domain.formula import Formula
from app.domain.formula_steps import Apply, Name

LIMIT = 10**15  # of every figure of this service

DONE: dict[str, Callable[..., Fraction]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
    "negative": lambda figure: -figure,
    "min": lambda *figures: min(figures),
    "max": lambda *figures: max(figures),
}


def value(formula: Formula, figures: Mapping[str, Decimal]) -> Decimal | None:
    """Return the value of a formula by the figures of its names, rounded once, to 28 digits.

    None where it divides by zero, and where it comes to 10**15 or more either way.
    """
    exact = exact_value(formula, {key: Fraction(figure) for key, figure in figures.items()})
    return None if exact is None else decimal_of(exact)


def exact_value(formula: Formula, figures: Mapping[str, Fraction]) -> Fraction | None:
    """Return the value of a formula unrounded, for other formulas to go on with."""
    stack: list[Fraction] = []
    try:
        for step in formula.steps:
            match step:
                case Decimal():
                    stack.append(Fraction(step))
                case Name():
                    stack.append(figures[step.key])
                case Apply():
                    stack[-step.count :] = [applied(step, stack[-step.count :])]
    except ArithmeticError:  # divided by zero, or out of all bounds
        return None
    return stack[0] if abs(stack[0]) < LIMIT else None


def applied(step: Apply, operands: Sequence[Fraction]) -> Fraction:
    """Return what a step makes of the figures on top of the stack."""
    return manageable(DONE[step.name](*operands))
