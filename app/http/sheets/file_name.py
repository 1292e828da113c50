"""The name under which a table is saved."""

import re
from typing import Any
from urllib.parse import quote

UNSAFE = re.compile(r"[^\w.-]+")  # letters and digits of every script are safe
MOST = 60  # of each of its two parts


def file_name(sheet: dict[str, Any], suffix: str) -> str:
    """Return `Content-Disposition` with a name made of owner and cycle, safe on every system."""
    parts = (sheet["owner"]["name"], sheet["cycle"]["name"])
    safe = [UNSAFE.sub("-", part)[:MOST].strip("-.") for part in parts]
    name = "-".join(part for part in ("sheet", *safe) if part)
    plain = re.sub("-{2,}", "-", UNSAFE.sub("-", name.encode("ascii", "replace").decode()))
    encoded = quote(f"{name}.{suffix}", safe="")
    return f"attachment; filename=\"{plain.strip('-')}.{suffix}\"; filename*=UTF-8''{encoded}"
