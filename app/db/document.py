"""JSON as it is sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """JSON as it is sent, and the version of the row that it shows.

    `shown` is what the next reader gets, where an answer says more than that.
    """

    body: bytes
    version: int | None = None
    shown: bytes | None = None


def is_empty(page: Document) -> bool:
    """Whether a page shows nothing: then it is worth asking whether what it is about is there."""
    return page.body.startswith(b'{"items":[],')
