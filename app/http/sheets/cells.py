"""Cells that no spreadsheet takes for a formula.

What people write may begin as a formula does, and would then run on the machine of whoever opens
the table. Numbers stay numbers.
"""

from app.http.sheets.lines import Cell

# Also as East Asian keyboards write them: some programs take those for the same.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  # meant


def defused(cell: Cell) -> Cell:
    """Return a cell; a text that a spreadsheet could run begins with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
