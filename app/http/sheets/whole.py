"""A whole sheet: what Postgres wrote, with what the rules say of it behind."""

from typing import Any

import orjson

from app.domain.limits import LimitPolicy
from app.domain.sheet import Sheet
from app.http.sheets.saying import told
from app.tables.account import Locale


def limits(sheet: Sheet) -> dict[str, Any]:
    """Return what is allowed, and how much of it is used."""
    most = sheet.most
    return {
        "mode": sheet.mode,
        "objectives": {"max": most[LimitPolicy.objectives], "used": len(sheet.goals)},
        "kpis": {"max": most[LimitPolicy.kpis], "used": sheet.kpis_used},
        "key_results": {"max": most[LimitPolicy.key_results]},
    }


def whole(body: str, sheet: Sheet, language: Locale) -> bytes:
    """Return a sheet as JSON. `body` is an object with what may be seen of it."""
    rest = {
        "limits": limits(sheet),
        "findings": [told(finding, language) for finding in sheet.findings],
        "complete": sheet.is_complete,
    }
    return b"".join((body.removesuffix("}").encode(), b",", orjson.dumps(rest)[1:]))
