"""Writes the table of settings in docs/operators.md from the class that reads them.

python scripts/settings_table.py            write it
python scripts/settings_table.py --check    write nothing, and say whether it is current
"""

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from pydantic.fields import FieldInfo

from app.settings import PREFIX, ROOT, Settings

PAGE = ROOT / "docs" / "operators.md"
BEGIN, END = "<!-- settings: `make docs` writes them -->\n", "<!-- end of settings -->\n"
STALE = "The table of settings is not what app/settings.py says: run `make docs`."


def table() -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| Variable | Default | What |\n|---|---|---|\n"
    for name, field in Settings.model_fields.items():
        yield f"| `{PREFIX}{name.upper()}` | {default_of(field)} | {field.description} |\n"


def default_of(field: FieldInfo) -> str:
    """Return what is in effect where nobody says otherwise."""
    value = field.default
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT)}` in the checkout"
    if value in (None, ""):
        return "-"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def current(page: str) -> str:
    """Return the page with the table as it should be."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{PAGE.name} has lost the marks around its table: {BEGIN}{END}")
    return before + BEGIN + "".join(table()) + END + after


def main(arguments: list[str]) -> None:
    """Write it, or compare."""
    page = PAGE.read_text()
    if "--check" not in arguments:
        PAGE.write_text(current(page))
    elif page != current(page):
        raise SystemExit(STALE)


if __name__ == "__main__":
    main(sys.argv[1:])
