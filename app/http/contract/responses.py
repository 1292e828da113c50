"""Answers: what each status means, and the headers that go with it."""

from http import HTTPStatus
from typing import Any

from app.http.problems import MEDIA_TYPE, OR

Response = dict[str, Any]
TEXT = {"type": "string"}
HEADERS: dict[str, Any] = {
    "X-Request-Id": {
        "description": "The name of the request: yours, where you gave one.",
        "schema": TEXT,
    },
    "ETag": {"description": "The tag of this representation.", "schema": TEXT},
    "Link": {"description": 'The next page: `<…>; rel="next"`.', "schema": TEXT},
    "Location": {"description": "Where the new thing is, if it can be read alone.", "schema": TEXT},
    "Retry-After": {
        "description": "Seconds to wait.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "WWW-Authenticate": {"description": "How to sign in: `Bearer`.", "schema": TEXT},
    "Idempotent-Replayed": {
        "description": "`true` where this is the stored answer to the first such request.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Content-Language": {
        "description": "The language of the texts.",
        "schema": {"type": "string", "enum": ["en", "zh"]},
    },
    "RateLimit": {
        "description": 'What is left, where there is a limit: `"default";r=599;t=1`.',
        "schema": TEXT,
    },
    "RateLimit-Policy": {
        "description": 'The limit, where there is one: `"default";q=600;w=60`.',
        "schema": TEXT,
    },
}
LIMITED = ("RateLimit", "RateLimit-Policy")
OF_STATUS = {
    304: ("ETag",),
    401: ("WWW-Authenticate",),
    412: ("ETag",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    406: "NotAcceptable",
    413: "ContentTooLarge",
    414: "UriTooLong",
    415: "UnsupportedMediaType",
    422: "NotValid",
    429: "TooManyRequests",
    431: "HeadersTooLarge",
    500: "InternalError",
    503: "Unavailable",
}
USUAL = {  # what any operation may say with a status, before codes of its own
    400: "`unreadable`",
    401: "`no_valid_token`",
    404: "`not_found`",
    406: "`not_acceptable`",
    413: "`body_too_large`",
    414: "`uri_too_long`",
    415: "`unsupported_media_type`",
    422: "`not_valid` or `value_refused`",
    429: "`too_many_requests`",
    431: "`headers_too_large`",
    500: "`internal_error`",
    503: "`unavailable`",
}


def headers(*names: str) -> dict[str, Any]:
    """Refer to the descriptions of headers."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", *names)}


def refused(status: int, codes: str) -> Response:
    """Describe a refusal."""
    said = HTTPStatus(status).phrase
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": f"{said}: {codes}.",
        "headers": headers("Content-Language", *LIMITED, *OF_STATUS.get(status, ())),
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


def shared() -> dict[str, Any]:
    """Return the answers that operations have in common."""
    usual = {NAMES[status]: refused(status, codes) for status, codes in USUAL.items()}
    return {"headers": HEADERS, "responses": usual}


def refusal(status: int, declared: Response) -> Response:
    """Refer to a refusal that operations have in common, or describe one with codes of its own."""
    said, content = declared["description"], declared["content"]
    if MEDIA_TYPE not in content:
        return refused(status, said.rstrip(".")) | {"content": content}
    usual = USUAL[status].split(OR) if status in USUAL else []
    own = [code for code in said.split(OR) if code not in usual]
    if not own:
        return {"$ref": f"#/components/responses/{NAMES[status]}"}
    return refused(status, OR.join([*usual, *own]))
