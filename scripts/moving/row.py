"""A row of a sheet, and what can be wrong with it."""

from dataclasses import dataclass

WIDE = "\uff1b"  # the semicolon of Chinese keyboards


class CannotMove(Exception):
    """Something stands in the way of everything: one sentence says what."""


@dataclass(frozen=True)
class Row:
    """One line of a sheet, by the names of its columns. What is empty is an empty text."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell. A column that the sheet leaves out is empty."""
        return self.cells.get(column, "")

    def several(self, column: str) -> list[str]:
        """Return the values of a cell that holds several, with semicolons of either width."""
        parts = self[column].replace(WIDE, ";").split(";")
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a row, and what to do about it."""

    row: Row
    column: str
    said: str
    advice: str = ""

    def __str__(self) -> str:
        """Say where it is as a person looks for it."""
        column = f", {self.column}" if self.column else ""
        advice = f"\n    -> {self.advice}" if self.advice else ""
        return f"{self.row.file}, line {self.row.line}{column}: {self.said}{advice}"


class Wrong(Exception):
    """A row cannot be sent as it is written."""

    def __init__(self, column: str, said: str, advice: str = "") -> None:
        super().__init__(said)
        self.column, self.said, self.advice = column, said, advice

    def of(self, row: Row) -> Trouble:
        """Return it with its row."""
        return Trouble(row, self.column, self.said, self.advice)
