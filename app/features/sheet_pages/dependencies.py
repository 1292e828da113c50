"""The sheet that a link leads to, and its page."""

from typing import Any
from uuid import UUID

import orjson
from fastapi import Request, Response

from app.db.tenant import as_id
from app.domain.conflicts import UnknownId
from app.domain.errors import NotFound
from app.domain.ownership import OwnerKind
from app.features.links.dependencies import Visit
from app.features.sheets.queries import sheet_of
from app.http.dependencies import reads
from app.http.pages.page import language_wanted, page
from app.http.sheets.whole import whole
from app.tables.account import Locale


async def shown(
    request: Request, visit: Visit, kind: OwnerKind, owner_id: UUID | None = None
) -> Response:
    """Show a sheet, as who made the link sees it now."""
    cycle_id = as_id(visit.query["cycle_id"])
    try:
        found = await sheet_of(reads(request), visit.caller, kind, cycle_id, owner_id)
    except UnknownId:
        raise NotFound from None  # the cycle is gone since the link was made
    language: Locale = language_wanted(request.scope)
    sheet = orjson.loads(whole(found.body, found.sheet, language))
    told = {"sheet": sheet, "named": names_in(sheet), "opened": visit.link}
    return page(request.scope, "sheet.html", told)


def names_in(sheet: dict[str, Any]) -> dict[str, str]:
    """Return what the things on a sheet are called, by their ids."""
    names = {each["id"]: each["title"] for each in sheet["objectives"]}
    return names | {each["id"]: each["name"] for each in sheet["kpis"]}
