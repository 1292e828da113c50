"""What a request is called: in the answer, in the log and in the journal."""

import re
from collections.abc import Mapping
from typing import Any

from app.http.language import header
from app.tables.base import new_id

SAFE = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")


def named(scope: Mapping[str, Any]) -> str:
    """Return the name that a client gave a request, where it is harmless, else one of ours."""
    given = header(scope, b"x-request-id")
    return given if SAFE.fullmatch(given) else str(new_id())


def request_id_of(scope: Mapping[str, Any]) -> str:
    """Return what the guard called this request."""
    name: str = scope["state"]["request_id"]
    return name
