"""What people write into cells, as the service takes it."""

import re
from typing import Any

from moving.row import Row, Wrong

NUMBER = re.compile(r"-?\d+(?:\.\d+|,\d{1,2})?")  # 3,5 is a number; 1,000 could be two
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
WEIGHED = re.compile(r"(.+?)\s*\*\s*(\d+(?:\.\d+)?)")  # a step that counts more: `Tests*2`
NO_NUMBER = "“{text}” is not a number."
NUMBERS = "Write digits and a point alone: 1000, 3.5. What is counted goes into `unit`."


def number(row: Row, column: str) -> int | float | None:
    """Return the number in a cell, if there is one."""
    text = row[column]
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise Wrong(column, NO_NUMBER.format(text=text), NUMBERS)
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def day(row: Row, column: str) -> str | None:
    """Return the day in a cell, however a spreadsheet has turned it round; the year comes first."""
    found = DAY.fullmatch(row[column])
    if found is None:
        return row[column] or None
    year, month, of_month = map(int, found.groups())
    return f"{year:04}-{month:02}-{of_month:02}"


def steps(row: Row) -> list[dict[str, Any]] | None:
    """Return the milestones in a cell: `Draft; Tests*2; Launch`."""
    made: list[dict[str, Any]] = []
    for step in row.several("steps"):
        weighed = WEIGHED.fullmatch(step)
        made.append(
            {"title": weighed[1], "weight": float(weighed[2])} if weighed else {"title": step}
        )
    return made or None


def words(row: Row, *columns: str) -> dict[str, str]:
    """Return the texts of some cells. What is empty is left out: the service knows what to take."""
    return {column: row[column] for column in columns if row[column]}


def without_nothing(body: dict[str, Any]) -> dict[str, Any]:
    """Return a body without what has no value."""
    return {name: value for name, value in body.items() if value is not None}
