"""One request and its answer, as seen from outside."""

from collections.abc import Mapping
from typing import Any

from starlette.types import Message, Scope, Send

from app.http.request_id import named

Headers = list[tuple[bytes, bytes]]
NO_SNIFFING = (b"x-content-type-options", b"nosniff")


class Exchange:
    """Passes an answer on, adds the headers that every answer has, and remembers its size."""

    __slots__ = ("channel", "headers", "is_head", "request_id", "size", "status")

    def __init__(self, scope: Scope, send: Send) -> None:
        self.channel, self.request_id = send, named(scope)
        self.is_head: bool = scope["method"] == "HEAD"
        self.headers: Headers = [(b"x-request-id", self.request_id.encode()), NO_SNIFFING]
        self.status, self.size = 0, 0

    async def send(self, message: Message) -> None:
        """Send a part of the answer. HEAD has the headers of GET, and no body."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self.headers]
        elif body := message.get("body"):
            self.size += len(body)
            if self.is_head:
                message = {**message, "body": b""}
        await self.channel(message)


def exchange_of(scope: Mapping[str, Any]) -> Exchange:
    """Return the exchange that a request belongs to."""
    found: Exchange = scope["state"]["exchange"]
    return found
