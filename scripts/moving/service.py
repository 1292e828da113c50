"""Talking to the service: what is busy or out of reach for a moment is asked again."""

import json
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from moving.row import CannotMove

TRIES, PATIENCE = 8, 30  # times, and seconds for one answer
BUSY = (429, 502, 503, 504)  # of the service, or of a proxy before it
NO_ANSWER = (
    "{url} does not answer ({why}). Is the service running there? Run this again when it is."
)
STILL_BUSY = "{url} is still busy ({status}). Run the same command again later."
ODD_ANSWER = "{url} answered {status}, and not as this service does. Is --url right?"
LET_IN = {
    401: "The token is not valid (any more). Put another one into OKR_TOKEN.",
    404: "There is no organization “{org}” that this token opens. Is --org its slug?",
}
Answer = dict[str, Any]


class Refused(Exception):
    """The service said no: `problem` says why."""

    def __init__(self, problem: Answer) -> None:
        super().__init__(problem["code"])
        self.problem = problem
        self.code: str = problem["code"]


class Service:
    """One organization of a service, as one token opens it."""

    def __init__(self, url: str, org: str, token: str, language: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise CannotMove("--url has to begin with http:// or https://.")
        self.root, self.org = url.rstrip("/"), f"/v1/orgs/{org}"
        self.headers = {
            "Authorization": f"Bearer {token}",
            "Accept-Language": language,
            "Content-Type": "application/json",
        }
        try:
            self.about = self.get("")
        except Refused as refused:
            said = LET_IN.get(refused.problem["status"], "").format(org=org)
            raise CannotMove(said or refused.problem["detail"]) from None

    def get(self, path: str, **query: str | list[str]) -> Answer:
        """Read something."""
        asked = urlencode(query, doseq=True)
        return self.sent("GET", self.org + path + (f"?{asked}" if asked else ""))[0]

    def items(self, path: str, **query: str | list[str]) -> Iterator[Answer]:
        """Yield everything in a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            page = self.get(path, limit="100", **query, **more)
            yield from page["items"]
            cursor = page["next_cursor"]

    def create(self, path: str, body: Answer) -> Answer:
        """Make something once, however often it is sent: its key is made of what it says.

        Where somebody has deleted it since, the service would tell of it for a day as if it were
        there. Then it is made anew.
        """
        made, headers = self.sent("POST", self.org + path, body, keyed(path, body))
        if "Idempotent-Replayed" in headers and not self.is_there(headers["Location"]):
            made, _ = self.sent("POST", self.org + path, body)
        return made

    def act(self, path: str, body: Answer | None = None, **key: str) -> Answer:
        """Send something that may be sent twice."""
        return self.sent("POST", self.org + path, body, key)[0]

    def change(self, path: str, version: int, body: Answer) -> Answer:
        """Change the version of something that was seen."""
        return self.sent("PATCH", self.org + path, body, {"If-Match": f'"{version}"'})[0]

    def is_there(self, location: str) -> bool:
        """Whether something can be read."""
        try:
            self.sent("GET", location)
        except Refused:
            return False
        return True

    def sent(
        self, method: str, path: str, body: Answer | None = None, more: dict[str, str] | None = None
    ) -> tuple[Answer, Any]:
        """Send a request until it is answered, and return the answer with its headers."""
        data = None if body is None else json.dumps(body).encode()
        url = self.root + path
        asked = Request(url, data, self.headers | (more or {}), method=method)
        for tried in range(TRIES):
            last = tried + 1 == TRIES
            try:
                with urlopen(asked, timeout=PATIENCE) as answer:
                    return read(url, answer.status, answer.read()), answer.headers
            except HTTPError as error:
                if error.code not in BUSY:
                    said = read(url, error.code, error.read(), "code", "detail", "errors")
                    raise Refused(said) from None
                if last:
                    raise CannotMove(STILL_BUSY.format(url=url, status=error.code)) from None
                later = error.headers.get("Retry-After", "")
                wait(int(later) if later.isdigit() else 1, f"It is busy ({error.code}).")
            except (URLError, HTTPException, OSError) as error:
                if last or (not tried and isinstance(unwrapped(error), ConnectionRefusedError)):
                    why = unwrapped(error)
                    raise CannotMove(NO_ANSWER.format(url=self.root, why=why)) from None
                wait(min(2**tried, 15), f"No answer ({unwrapped(error)})")
        raise AssertionError


def keyed(path: str, body: Answer) -> dict[str, str]:
    """Return the key of a request: the same for the same rows, in every run."""
    said = f"{path}\n{json.dumps(body, sort_keys=True)}"
    return {"Idempotency-Key": f"move-in-{sha256(said.encode()).hexdigest()[:40]}"}


def read(url: str, status: int, body: bytes, *members: str) -> Answer:
    """Return an answer of the service, which has some members."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not all(name in said for name in members):
        raise CannotMove(ODD_ANSWER.format(url=url, status=status))
    return said


def unwrapped(error: Exception) -> object:
    """Return what urllib has wrapped."""
    return getattr(error, "reason", error)


def wait(seconds: int, why: str) -> None:
    """Wait, and say so where somebody might wonder."""
    if seconds > 1:
        print(f"    {why} Going on in {seconds} s.", file=sys.stderr, flush=True)
    time.sleep(seconds)
