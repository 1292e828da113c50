"""A file of members: CSV or JSON, read into what the API takes."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.embedded.errors import CannotRun

COLUMNS = ("email", "name", "role", "teams")
NEEDED = ("email", "name")
BETWEEN = ";"  # the teams of one member

NOT_THERE = "Cannot read {path}: {why}."
NO_TEXT = "{path} is not UTF-8: save it as UTF-8."
NO_JSON = "{path} is not JSON: {why}."
NO_SHAPE = '{path}: send {{"members": [...], "teams": [...]}}, or a list of members.'
NO_COLUMN = (
    "{path}: its first line has to name the columns email and name; role and teams may follow."
)
ODD_COLUMN = "{path}: there is no column {name!r}; email, name, role and teams are known."
TOO_LONG = "{path}, line {line}: there are more values than columns."


def read_members(path: Path) -> dict[str, Any]:
    """Return the members of a file, with its teams where it is JSON."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CannotRun(NOT_THERE.format(path=path, why=error.strerror)) from None
    except UnicodeDecodeError:
        raise CannotRun(NO_TEXT.format(path=path)) from None
    return read_json(path, text) if path.suffix.lower() == ".json" else read_csv(path, text)


def read_json(path: Path, text: str) -> dict[str, Any]:
    """Return what a JSON file says: the body itself, or the list of its members."""
    try:
        said = json.loads(text)
    except ValueError as error:
        raise CannotRun(NO_JSON.format(path=path, why=error)) from None
    if isinstance(said, list):
        return {"members": said}
    if not isinstance(said, dict):
        raise CannotRun(NO_SHAPE.format(path=path))
    return said


def read_csv(path: Path, text: str) -> dict[str, Any]:
    """Return the rows of a table whose first line names its columns."""
    first = text.partition("\n")[0]
    mark = ";" if ";" in first else ","  # as spreadsheets write where the comma is in numbers
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True)
    columns = [(name or "").strip().lower() for name in table.fieldnames or ()]
    if not set(NEEDED) <= set(columns):
        raise CannotRun(NO_COLUMN.format(path=path))
    if odd := [name for name in columns if name not in COLUMNS]:
        raise CannotRun(ODD_COLUMN.format(path=path, name=odd[0]))
    table.fieldnames = columns
    return {"members": list(rows(path, table))}


def rows(path: Path, table: "csv.DictReader[str]") -> Iterator[dict[str, Any]]:
    """Yield the members of a table. What is left empty is left out."""
    for row in table:
        if None in row:
            raise CannotRun(TOO_LONG.format(path=path, line=table.line_num))
        said: dict[str, Any] = {name: (value or "").strip() for name, value in row.items()}
        teams = [name.strip() for name in said.pop("teams", "").split(BETWEEN)]
        yield {
            **{name: value for name, value in said.items() if value or name in NEEDED},
            "teams": [name for name in teams if name],
        }
