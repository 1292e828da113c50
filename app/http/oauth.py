"""The form of OAuth 2.0: parameters in a form, and errors of its own (RFC 6749 §5.2)."""

from typing import Any, Literal, cast
from urllib.parse import parse_qsl

import orjson
from fastapi import Request
from fastapi.responses import Response
from sqlmodel import SQLModel

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
MOST_FIELDS = 50
Code = Literal["invalid_request", "invalid_grant", "unsupported_grant_type"]
SAID: dict[Code, str] = {
    "invalid_request": "A parameter is missing, or there more than once.",
    "invalid_grant": "The e-mail and password, or the refresh token, open nothing.",
    "unsupported_grant_type": "Use `password` or `refresh_token`.",
}


class TokenError(SQLModel):
    """Why no token is given, as OAuth 2.0 says it."""

    error: Code
    error_description: str


class TokenRefused(Exception):
    """No token is given."""

    def __init__(self, error: Code) -> None:
        super().__init__(error)
        self.error = error


def form_of(**fields: str) -> dict[str, Any]:
    """Describe, for OpenAPI, a form of required texts; others are ignored."""
    names = {name: {"type": "string", "description": said} for name, said in fields.items()}
    schema = {"type": "object", "properties": names}
    return {"content": {"application/x-www-form-urlencoded": {"schema": schema}}, "required": True}


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form, or raise where it cannot be read."""
    body = (await request.body()).decode("ascii", "replace")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise TokenRefused("invalid_request") from None
    return fields_of(pairs)


def fields_of(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return fields by name; what is empty counts as left out, and none comes twice."""
    fields = {name: value for name, value in pairs if value}
    if len(fields) < sum(1 for _, value in pairs if value):
        raise TokenRefused("invalid_request")
    return fields


def required(form: dict[str, str], *names: str) -> list[str]:
    """Return fields that a grant needs."""
    if any(name not in form for name in names):
        raise TokenRefused("invalid_request")
    return [form[name] for name in names]


def refused(code: Code) -> Response:
    """Return the answer for a grant that is refused."""
    told = orjson.dumps({"error": code, "error_description": SAID[code]})
    return Response(told, 400, NO_STORE, "application/json")


async def refuse_token(_: Request, error: Exception) -> Response:
    """Answer for a grant that was refused."""
    return refused(cast(TokenRefused, error).error)
