"""Asking the service over HTTP, as a script does: with a personal token, from anywhere."""

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError, URLError

from app.embedded.errors import CannotRun

PATIENCE = 30  # seconds
NO_ANSWER = "{url} does not answer ({why}): is the service running there?"
ODD_ANSWER = "{url} answered {status}, and not as this service does."
SCHEMES = ("http://", "https://")
NO_URL = "--url: give the address of the service, beginning with http:// or https://."


class Refused(Exception):
    """The service said no: `problem` says why."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["code"])
        self.problem = problem


def post(url: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send something to the service and return its answer, or raise `Refused`."""
    if not url.startswith(SCHEMES):
        raise CannotRun(NO_URL)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return read(url, answer.status, answer.read())
    except HTTPError as error:
        raise Refused(read(url, error.code, error.read(), "code")) from None
    except (URLError, OSError) as error:
        why = getattr(error, "reason", error)
        raise CannotRun(NO_ANSWER.format(url=url, why=why)) from None


def read(url: str, status: int, body: bytes, *members: str) -> dict[str, Any]:
    """Return an answer of ours, which has some members."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not all(name in said for name in members):
        raise CannotRun(ODD_ANSWER.format(url=url, status=status))
    return said
