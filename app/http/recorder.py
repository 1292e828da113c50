"""The outermost layer: names each request, and writes down what became of it.

A line in the log, and the figures behind `/metrics`. HEAD is answered as GET is, without a body.
"""

from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from app.http.exchange import Exchange
from app.http.metrics import Metrics

NO_OPERATION = "none"  # of an address that nothing answers to: a path is never a label


class Recorder:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, log: FilteringBoundLogger, metrics: Metrics) -> None:
        self.app, self.log, self.metrics = app, log, metrics
        self.is_silent = not log.is_enabled_for(20)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request be answered, and write it down."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, exchange = perf_counter(), Exchange(scope, send)
        if exchange.is_head:
            scope = {**scope, "method": "GET"}  # the server looks at its own
        state = scope.setdefault("state", {})
        state["request_id"], state["exchange"] = exchange.request_id, exchange
        self.metrics.in_progress += 1
        try:
            await self.app(scope, receive, exchange.send)
        finally:
            self.metrics.in_progress -= 1
            self.record(scope, exchange, perf_counter() - began)

    def record(self, scope: Scope, exchange: Exchange, seconds: float) -> None:
        """Write down what became of a request."""
        operation = operation_of(scope)
        method = "HEAD" if exchange.is_head else scope["method"]
        self.metrics.observe(operation, method, exchange.status, seconds)
        if self.is_silent and exchange.status < 400:
            return
        state = scope["state"]
        tell = self.log.info if exchange.status < 400 else self.log.warning
        (tell if exchange.status < 500 else self.log.error)(
            "request",
            request_id=exchange.request_id,
            method=method[:16],
            route=operation,
            status=exchange.status,
            ms=round(seconds * 1000, 2),
            bytes=0 if exchange.is_head else exchange.size,
            org=scope.get("path_params", {}).get("org"),
            account=state.get("account"),
        )


def operation_of(scope: Scope) -> str:
    """Return the name of the operation that a request reached."""
    route: Any = scope.get("route")
    return NO_OPERATION if route is None else getattr(route, "name", None) or NO_OPERATION
