"""Cursors: signed, and bound to one list."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property

import orjson

from app.domain.errors import Unreadable


class InvalidCursor(Unreadable):
    """Not a cursor of this list."""

    code = "invalid_cursor"


@dataclass(frozen=True)
class Pager:
    """Which page of a list. Its cursors are bound to the organization, filters and order."""

    secret: bytes
    scope: str
    limit: int
    cursor: str | None
    sort: str | None = None
    counts: bool = False

    def signature(self, place: bytes) -> bytes:
        """Return what only we can have written."""
        return hmac.digest(self.secret, self.scope.encode() + b"\0" + place, "sha256")[:16]

    def seal(self, place: str) -> str:
        """Return the cursor of a place in the list."""
        sealed = self.signature(place.encode()) + place.encode()
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    @cached_property
    def after(self) -> dict[str, str | None]:
        """The place that the page starts after: nothing for the first page."""
        if self.cursor is None:
            return {}
        place = orjson.loads(self.opened(self.cursor))
        return {f"after_{n}": value for n, value in enumerate(place)}

    @property
    def among_absent(self) -> bool:
        """Whether the page starts among the rows that lack what is sorted by."""
        return self.after.get("after_0", "") is None

    def opened(self, cursor: str) -> bytes:
        """Return the place that a cursor names, or raise where we have not written it."""
        try:
            sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            sealed = b""
        signature, place = sealed[:16], sealed[16:]
        if not hmac.compare_digest(signature, self.signature(place)):
            raise InvalidCursor
        return place
