"""Answers that are the same for everybody: they may be kept, and carry a digest as their tag."""

from fastapi import Request
from fastapi.responses import Response

from app.http.preconditions import digest, is_known, unchanged

HOUR = "public, max-age=3600"
ONE_PAGE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def same_for_all(
    request: Request, body: bytes, media_type: str, caching: str = HOUR, **headers: str
) -> Response:
    """Send something, or 304 where the client has it."""
    tag = f'"{digest(body)}"'
    headers |= {"ETag": tag, "Cache-Control": caching}
    if is_known(request, tag):
        return unchanged(headers)
    return Response(body, 200, headers, media_type)
