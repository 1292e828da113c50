"""The name of a KPI in formulas."""

import re
from collections.abc import Container
from itertools import count
from unicodedata import normalize
from uuid import UUID

from app.domain.errors import Conflict, NotValid

LENGTH = 32
FORM = re.compile("[a-z][a-z0-9_]{0,31}")
RESERVED = frozenset({"min", "max"})  # functions of formulas


class KpiKeyUnfit(NotValid):
    """A key that no formula could name."""

    code = "kpi_key_unfit"


class KpiKeyTaken(Conflict):
    """Another KPI of the organization has this key."""

    code = "kpi_key_taken"


def ensure_key(key: str, pointer: str = "/key") -> None:
    """Raise where a formula could not name a KPI so."""
    if not FORM.fullmatch(key) or key in RESERVED:
        raise KpiKeyUnfit(pointer)


def key_of(name: str, id: UUID, taken: Container[str] = frozenset()) -> str:
    """Return a key made of the ASCII letters and digits of a name, or of an id where it has none.

    It is none of those that are taken or reserved: a number behind it tells it apart.
    """
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    word = re.sub("[^a-z0-9]+", "_", plain).strip("_") or f"kpi_{id.hex[-12:]}"
    key = (word if word[0].isalpha() else f"kpi_{word}")[:LENGTH].rstrip("_")
    ways = (key if n == 1 else f"{key[: LENGTH - len(str(n)) - 1]}_{n}" for n in count(1))
    return next(way for way in ways if way not in taken and way not in RESERVED)
