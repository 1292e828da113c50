"""Addresses of people and of the web."""

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic import Field as Constraint

from app.tables.values import Text, refused

WEB = re.compile(r"https?://[A-Za-z0-9\[][^\s<>\"\\^`{|}]*", re.IGNORECASE)


EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)


def address(text: str) -> str:
    """Return an e-mail address in the one form that we compare."""
    if not EMAIL.fullmatch(text):
        raise refused("not_an_email")
    return text.lower()


def web_address(text: str) -> str:
    """Refuse what is no address of the web: other schemes run code where they are clicked."""
    if not WEB.fullmatch(text):
        raise refused("wrong_url")
    return text


Email = Annotated[
    Text, Constraint(min_length=3, max_length=254), AfterValidator(address),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254}),
]  # fmt: skip


WebAddress = Annotated[
    Text, Constraint(max_length=2000), AfterValidator(web_address),
    WithJsonSchema({"type": "string", "format": "uri", "maxLength": 2000, "pattern": "^https?://"}),
]  # fmt: skip
