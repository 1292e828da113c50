"""Formulas over KPIs: `(revenue - cost) / revenue`. They are read, and never run as code.

A formula knows `+ - * /` and the signs that people write for them, brackets, decimal numbers, keys
of KPIs, `min` and `max`. Python's own parser takes it apart; whatever else that knows is refused,
and what remains is a list of steps for a stack, so that no formula is too deep to be worked out.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from app.domain.formula_refusals import (
    MOST_BRACKETS,
    MOST_CHARACTERS,
    MOST_NAMES,
    FormulaPartUnknown,
    FormulaTooLarge,
    FormulaUnreadable,
    FormulaWithoutPart,
)
from app.domain.formula_steps import Name, Step, Unfit, steps_of

PLAIN = str.maketrans(
    "\u2212\u00d7\u00f7\t\r\n", "-*/   "
)  # one for one: every character keeps its place
FOREIGN = re.compile(r"[^a-z0-9_.,+\-*/() ]")
BRACKETS = {"(": 1, ")": -1}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been read, as it was written and as steps for a stack."""

    text: str
    steps: tuple[Step, ...]


def read(text: str, pointer: str = "/formula") -> Formula:
    """Return a formula, or raise where it says what formulas do not know, or too much of it."""
    if len(text) > MOST_CHARACTERS or deepest(text) > MOST_BRACKETS:
        raise FormulaTooLarge(pointer)
    try:
        formula = taken(text)
    except Unfit as unfit:
        raise FormulaUnreadable(pointer, position=unfit.at + 1) from None
    if len(names(formula)) > MOST_NAMES:
        raise FormulaTooLarge(pointer)
    if not names(formula):
        raise FormulaWithoutPart(pointer)
    return formula


@lru_cache(maxsize=1024)
def taken(text: str) -> Formula:
    """Return a formula of any size, or raise `Unfit`."""
    plain = text.translate(PLAIN)
    if (foreign := FOREIGN.search(plain)) is not None:
        raise Unfit(foreign.start())
    indent = len(plain) - len(plain.lstrip(" "))
    try:
        steps = steps_of(plain.strip(" "))
    except Unfit as unfit:
        raise Unfit(unfit.at + indent) from None
    return Formula(text, tuple(steps))


def deepest(text: str) -> int:
    """Return how many brackets are open at once."""
    return max(accumulate(BRACKETS.get(character, 0) for character in text), default=0)


def names(formula: Formula) -> list[str]:
    """Return the keys of the KPIs that it names, each once, as they come."""
    return list(dict.fromkeys(step.key for step in formula.steps if isinstance(step, Name)))


def ensure_known(formula: Formula, keys: Collection[str], pointer: str = "/formula") -> None:
    """Raise at the first name that is not among the keys that its author may see."""
    for step in formula.steps:
        if isinstance(step, Name) and step.key not in keys:
            raise FormulaPartUnknown(pointer, position=step.at + 1)
