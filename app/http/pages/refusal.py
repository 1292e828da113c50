"""A refusal as a page: what happened, and what to do next. It tells nothing about what exists."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import Response

from app.domain.errors import DomainError
from app.http import words
from app.http.pages.page import language_wanted, page
from app.http.refusals import LinkOver, NoValidToken
from app.http.request_id import request_id_of

LATER = 429  # from here on it is not the link that has to change


def as_told(error: DomainError) -> DomainError:
    """Return what a page says of an error: one who reads it has no token to send."""
    return LinkOver() if isinstance(error, NoValidToken) else error


def refusal(
    scope: Mapping[str, Any], error: DomainError, status: int, headers: Mapping[str, str]
) -> Response:
    """Refuse, readably."""
    entry, language = words.problems()[error.code], language_wanted(scope)
    what = {
        "title": entry.title[language],
        "detail": entry.detail[language].format_map(error.values),
        "status": status,
        "request_id": request_id_of(scope),
        "is_for_later": status >= LATER,
    }
    return page(scope, "refusal.html", what, status, headers)
