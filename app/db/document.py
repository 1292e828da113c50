"""JSON as it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """JSON as it is sent, and the version of the row that it shows.

    `shown` is what the next reader gets, where an answer says more than that.
    """

    body: bytes
    version: int | None = None
    shown: bytes | None = None


def page_of(items: Iterable[str], cursor: str | None, total: int | None) -> Document:
    """Write a page; `total` only where it was asked for."""
    following = f'"{cursor}"' if cursor else "null"
    counted = "" if total is None else f',"total":{total}'
    return Document(f'{{"items":[{",".join(items)}],"next_cursor":{following}{counted}}}'.encode())


def is_empty(page: Document) -> bool:
    """Whether a page shows nothing: then it is worth asking whether what it is about is there."""
    return page.body.startswith(b'{"items":[],')
