"""Answering with a sheet, in the form that is wanted."""

from collections.abc import Callable
from typing import Any

import orjson
from fastapi import Request
from fastapi.responses import Response

from app.db.document import Document
from app.domain.sheet import Sheet, SheetFormat
from app.http import negotiation
from app.http.documents import represented
from app.http.language import header, language_of
from app.http.sheets import comma, workbook
from app.http.sheets.file_name import file_name
from app.http.sheets.whole import whole
from app.tables.account import Locale

Table = Callable[[dict[str, Any], Locale], bytes]
TABLES: dict[SheetFormat, tuple[Table, str]] = {
    SheetFormat.csv: (comma.comma, comma.MEDIA_TYPE),
    SheetFormat.xlsx: (workbook.workbook, workbook.MEDIA_TYPE),
}
FORMS = dict(zip(negotiation.SHEET, SheetFormat, strict=False))
VARY = "Authorization, Accept, Accept-Language"
SHOWN: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            comma.MEDIA_TYPE: {"schema": {"type": "string"}},
            workbook.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
        },
        "headers": {
            "Content-Language": {"$ref": "#/components/headers/Content-Language"},
            "Content-Disposition": {
                "description": "Of a table: the name to save it under.",
                "schema": {"type": "string"},
            },
        },
    }
}


def form_of(request: Request, asked: SheetFormat | None) -> SheetFormat:
    """Return the form that is asked for, or else the one that a client likes best."""
    if asked is not None:
        return asked
    accept = header(request.scope, b"accept").encode("latin-1")
    return FORMS.get(negotiation.chosen(accept, negotiation.SHEET) or "", SheetFormat.json)


def sheet_answer(request: Request, body: str, sheet: Sheet, asked: SheetFormat | None) -> Response:
    """Send a sheet; a table comes as a file to keep."""
    language, form = language_of(request.scope), form_of(request, asked)
    told = {"Vary": VARY, "Content-Language": language.value}
    made, media_type = Document(whole(body, sheet, language)), "application/json"
    if form in TABLES:
        table, media_type = TABLES[form]
        read = orjson.loads(made.body)
        told |= {"Content-Disposition": file_name(read, form)}
        made = Document(table(read, language))
    return represented(request, made, media_type, told)
