"""A request is one unit of work: all of it is committed before the answer leaves, or none of it.

What fails in passing (a deadlock, a plan that a migration has made stale) is done again from its
start, on a new transaction. What takes too long is given up, and nothing of it is kept.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from app.db.connection import DEADLINE
from app.db.engine import TRIES
from app.db.retry import is_passing
from app.http.filters import filter_of, lists_in, refuse_repeated
from app.http.strict_json import StrictRequest

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
NO_CONTENT = 204  # FastAPI says of nothing that it is JSON
# Where FastAPI keeps what it leaves when an endpoint has returned: the session among it. With a
# stack of our own a try commits inside the try.
STACK = "fastapi_function_astack"


class UnitRoute(APIRoute):
    """A route whose endpoint may run again."""

    def get_route_handler(self) -> Handler:
        """Wrap the handler."""
        handler = super().get_route_handler()
        takes_none = not self.dependant.query_params
        model = filter_of(self.endpoint)
        lists = lists_in(model) if model else set()
        takes_no_body = self.body_field is None and "POST" in (self.methods or ())

        async def unit(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            if takes_none and request.scope["query_string"]:
                refuse_query(request)
            if model:
                refuse_repeated(request, lists)
            if takes_no_body:
                await refuse_body(strict)
            async with asyncio.timeout(DEADLINE):
                answer = await retried(handler, strict)
            if answer.status_code == NO_CONTENT:
                del answer.headers["content-type"]
            return answer

        return unit


def refuse_query(request: Request) -> None:
    """Raise for query parameters where none is known."""
    names = request.query_params.keys()
    raise RequestValidationError([{"type": "extra_forbidden", "loc": ("query", n)} for n in names])


async def refuse_body(request: Request) -> None:
    """Raise for members where none is known. A form is read by whoever takes one."""
    is_json = "json" in request.headers.get("content-type", "")
    if is_json and await request.body() and (body := await request.json()) != {}:
        names = list(body) if isinstance(body, dict) else []
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("body", n)} for n in names or [""]], body=body
        )


async def retried(handler: Handler, request: Request) -> Response:
    """Run a unit of work, again where it failed in passing."""
    for n in range(1, TRIES):
        try:
            return await once(handler, request)
        except Exception as error:
            if not is_passing(error):
                raise
            await asyncio.sleep(random.uniform(0, 0.02 * n))  # not both at once again
    return await once(handler, request)


async def once(handler: Handler, request: Request) -> Response:
    """Run a unit of work, and commit it."""
    async with AsyncExitStack() as stack:
        outer, request.scope[STACK] = request.scope[STACK], stack
        try:
            return await handler(request)
        finally:
            request.scope[STACK] = outer
