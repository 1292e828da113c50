"""A sheet as an Excel workbook, where the package that writes those is installed."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from app.http.bounds import NotAcceptable
from app.http.sheets.cells import defused
from app.http.sheets.lines import COLUMNS, Cell, head, table
from app.tables.account import Locale

try:
    import xlsxwriter
except ModuleNotFoundError:  # the extra `xlsx` is not installed
    xlsxwriter = None

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "O3K3"
ALWAYS = datetime(2026, 1, 1)  # noqa: DTZ001  # what is the same has the same bytes, and one tag
WIDTHS = {"objective": 40, "title": 40, "note": 60, "owner": 18, "cycle": 18, "person": 18}
WIDTH = 12  # of other columns, in characters


class FormatNotInstalled(NotAcceptable):
    """This service was installed without the package that writes workbooks."""

    code = "format_not_installed"


def workbook(sheet: dict[str, Any], language: Locale) -> bytes:
    """Return a sheet as a workbook."""
    if xlsxwriter is None:
        raise FormatNotInstalled
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": ALWAYS})
        fill(book, head(language), [list(map(defused, line)) for line in table(sheet, language)])
    return file.getvalue()


def fill(book: Any, names: list[str], lines: list[list[Cell]]) -> None:
    """Write the table into its one page, with its head above however far one scrolls."""
    page = book.add_worksheet(NAME)
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    share = book.add_format({"num_format": "0%", "valign": "top"})
    for place, column in enumerate(COLUMNS):
        page.set_column(place, place, WIDTHS.get(column, WIDTH), wrapped)
        page.write_string(0, place, names[place], bold)
        styled = share if column == "progress" else None
        for row, line in enumerate(lines, start=1):
            put(page, row, place, line[place], day, styled)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(lines), len(COLUMNS) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def put(page: Any, row: int, place: int, cell: Cell, day: Any, styled: Any) -> None:
    """Write a cell as what it is: a text is never looked at for anything else."""
    match cell:
        case str():
            page.write_string(row, place, cell)
        case date():
            page.write_datetime(row, place, cell, day)
        case int() | float():
            page.write_number(row, place, cell, styled)
        case None:
            pass
