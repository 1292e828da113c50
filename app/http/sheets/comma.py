"""A sheet as CSV (RFC 4180).

It begins with a byte order mark: without one Excel reads UTF-8 as the code page of its machine,
and no Chinese survives that. Other programs know it and skip it.
"""

import csv
from io import StringIO
from typing import Any

from app.http.sheets.cells import defused_throughout
from app.http.sheets.lines import head, table
from app.tables.account import Locale

MEDIA_TYPE = "text/csv"


def comma(sheet: dict[str, Any], language: Locale) -> bytes:
    """Return a sheet as CSV."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head(language))
    writer.writerows([defused_throughout(cell) for cell in line] for line in table(sheet, language))
    return text.getvalue().encode("utf-8-sig")
