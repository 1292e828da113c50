"""Which language a client reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.tables.account import Locale


def header(scope: Mapping[str, Any], name: bytes) -> str:
    """Return the value of a header, or an empty one."""
    found: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return next((value.decode("latin-1") for key, value in found if key == name), "")


def weight_of(part: str) -> tuple[str, float]:
    """Return a language of `Accept-Language` and how much it is wanted."""
    tag, _, parameters = part.partition(";")
    try:
        weight = float(parameters.strip().removeprefix("q=") or 1)
    except ValueError:
        weight = 0.0
    return tag.strip().lower().partition("-")[0], weight


def language_of(scope: Mapping[str, Any]) -> Locale:
    """Return the language that a client prefers among ours: English where it names none."""
    wanted = [weight_of(part) for part in header(scope, b"accept-language").split(",")]
    ours = [(weight, tag) for tag, weight in wanted if tag in Locale.__members__ and weight > 0]
    return Locale(max(ours, key=lambda each: each[0], default=(1.0, "en"))[1])
