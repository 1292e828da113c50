"""The layer that counts requests against their limit: everything under `/v1`, and pages.

A credential has a bucket of its own once it has opened something; until then its requests count
against the address that they come from. So made-up tokens buy nothing. Who opens a page has none,
and counts by address.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.bounds import TooManyRequests
from app.http.exchange import exchange_of
from app.http.limits import FREE, Limiter, credential_key, peer_key
from app.http.problems import respond

COUNTED = ("/v1/", "/orgs/")


class Limits:
    """Wraps the routes; not there at all where no limit is set."""

    def __init__(self, app: ASGIApp, a_minute: int) -> None:
        self.app, self.limiter = app, Limiter(a_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say when to come again."""
        if scope["type"] != "http" or not scope["path"].startswith(COUNTED):
            await self.app(scope, receive, send)
            return
        credential = credential_key(scope, scope["app"].state.keys)
        key = credential if credential in self.limiter.buckets else peer_key(scope)
        wait, exchange = self.limiter.take(key), exchange_of(scope)
        exchange.headers += self.limiter.headers(key)
        if wait:
            await respond(scope, TooManyRequests(wait))(scope, receive, send)
            return
        await self.app(scope, receive, send)
        self.settle(scope, exchange.status, key, credential)

    def settle(self, scope: Scope, status: int, key: object, credential: object) -> None:
        """Not count what a client had already, and know a credential that opened something."""
        if status == 304:
            self.limiter.give_back(key)
        opened = 200 <= status < 300 or status == 304
        if opened and credential is not None and not scope["path"].startswith(FREE):
            self.limiter.bucket(credential)
