"""Cells that no spreadsheet takes for a formula.

What people write may begin as a formula does, and would then run on the machine of whoever opens
the table. Numbers stay numbers.
"""

from unicodedata import category, normalize

from app.http.sheets.lines import Cell

SIGNS = frozenset("=+-@\N{MINUS SIGN}")
BREAKS = ("\t", "\r", "\n")
UNSEEN = "CZ"  # categories of what is not seen: controls, marks of direction, blanks


def defused(cell: Cell) -> Cell:
    """Return a cell; a text that a spreadsheet could run begins with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and is_like_a_formula(cell) else cell


def is_like_a_formula(text: str) -> bool:
    """Whether a text begins as a formula does, in the eyes of any program.

    Some skip what is not seen, and some take the signs that East Asian keyboards write for the
    same as ours.
    """
    first = next((each for each in text if category(each)[0] not in UNSEEN), "")
    return text.startswith(BREAKS) or normalize("NFKC", first) in SIGNS
