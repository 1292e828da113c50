"""The sheets of a folder: plain CSV as spreadsheets save it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from moving.row import CannotMove, Row

# Needed columns, and those that may follow. Only people.csv has to be there.
SHEETS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "people": (("email", "name"), ("role", "teams")),
    "teams": (("name",), ("parent", "lead")),
    "themes": (("name",), ("description",)),
    "cycles": (
        ("name", "kind", "starts_on", "ends_on"),
        ("parent", "generate", "check_in", "review", "retrospective"),
    ),
    "objectives": (
        ("key", "cycle", "owner", "title"),
        (
            "why", "description", "type", "theme", "visibility", "weight", "progress_policy",
            "state",
        ),
    ),
    "key_results": (
        ("objective", "title", "kind"),
        (
            "key", "unit", "start", "target", "lower", "upper", "steps", "weight", "owner",
            "due_on", "progress_source",
        ),
    ),
    "alignments": (("child", "parent"), ("relation", "weight", "note")),
}  # fmt: skip

NOT_THERE = "There is no {path}: name the folder that holds people.csv and the other sheets."
ODD_SHEET = "{path} is none of the sheets: {known}.csv. Rename it, or move it elsewhere."
INVITATIONS = "invitations"  # people may keep them here
NO_TEXT = "{path} is not UTF-8. In a spreadsheet, save it as “CSV UTF-8”."
NO_COLUMN = "{path}: its first line has to name the columns {needed}; {missing} is missing."
ODD_COLUMN = "{path}: there is no column {odd!r}. Known are {known}."
TOO_LONG = (
    "{path}, line {line}: there are more values than columns. Put quotes around a text with commas."
)

Sheets = dict[str, list[Row]]


def read_folder(folder: Path) -> Sheets:
    """Return the rows of all sheets: of those that are not there, none."""
    if not (folder / "people.csv").is_file():
        raise CannotMove(NOT_THERE.format(path=folder / "people.csv"))
    for path in folder.glob("*.csv"):
        if path.stem not in SHEETS and path.stem != INVITATIONS:
            raise CannotMove(ODD_SHEET.format(path=path, known=".csv, ".join(SHEETS)))
    paths = {name: folder / f"{name}.csv" for name in SHEETS}
    return {name: list(read(path)) if path.is_file() else [] for name, path in paths.items()}


def read(path: Path) -> Iterator[Row]:
    """Yield the rows of a sheet. A line without any value is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CannotMove(NO_TEXT.format(path=path)) from None
    first = text.partition("\n")[0]
    mark = ";" if ";" in first else "\t" if "\t" in first else ","  # as spreadsheets write
    table = csv.reader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)
    columns = columns_of(path, [name.strip().lower() for name in next(table, [])])
    line = table.line_num + 1
    for values in table:
        begun, line = line, table.line_num + 1  # a text may go over several lines
        if any(value.strip() for value in values[len(columns) :]):
            raise CannotMove(TOO_LONG.format(path=path, line=begun))
        if any(value.strip() for value in values):
            cells = dict(zip(columns, (value.strip() for value in values), strict=False))
            yield Row(path.name, begun, cells)


def columns_of(path: Path, columns: list[str]) -> list[str]:
    """Return the columns that a sheet names, or say which it should."""
    needed, more = SHEETS[path.stem]
    if missing := [name for name in needed if name not in columns]:
        told = {"needed": ", ".join(needed), "missing": missing[0]}
        raise CannotMove(NO_COLUMN.format(path=path, **told))
    if odd := [name for name in columns if name and name not in needed + more]:
        raise CannotMove(ODD_COLUMN.format(path=path, odd=odd[0], known=", ".join(needed + more)))
    return columns
