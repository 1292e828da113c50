"""Cells that no spreadsheet takes for a formula.

What people write may begin as a formula does, and would then run on the machine of whoever opens
the table. Numbers stay numbers.
"""

import re
from unicodedata import category, normalize

from app.http.sheets.lines import Cell

SIGNS = frozenset("=+-@\N{MINUS SIGN}")
BREAKS = ("\t", "\r", "\n")
ELSEWHERE = re.compile("([;\t\r\n])")  # where a cell ends, to programs that are set otherwise
UNSEEN = "CZ"  # categories of what is not seen: controls, marks of direction, blanks
QUOTE = '"'  # begins a cell, and is no part of it


def defused(cell: Cell) -> Cell:
    """Return a cell; a text that a spreadsheet could run begins with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and is_like_a_formula(cell) else cell


def defused_throughout(cell: Cell) -> Cell:
    """Return a cell of which no part could be run, either: not every program reads CSV as it says.

    Excel splits lines at semicolons where commas stand in numbers, and at breaks inside a text.
    """
    if not isinstance(cell, str):
        return cell
    parts = ELSEWHERE.split(cell)  # every second one is where it was split
    return defused("".join(p if n % 2 else str(defused(p)) for n, p in enumerate(parts)))


def is_like_a_formula(text: str) -> bool:
    """Whether a text begins as a formula does, in the eyes of any program.

    Some skip what is not seen, and some take the signs that East Asian keyboards write for the
    same as ours.
    """
    seen = (each for each in text if each != QUOTE and category(each)[0] not in UNSEEN)
    first = next(seen, "")
    return text.startswith(BREAKS) or normalize("NFKC", first) in SIGNS
