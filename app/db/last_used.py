"""When a personal token was last used: noted at once, and written beside the requests.

A note costs a request nothing. All notes of a second are written in one short statement, and of
one token at most every five minutes.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from app.db import sql
from app.db.engine import Sessions
from app.tables import PersonalToken

log = logging.getLogger("okr")

EVERY = timedelta(minutes=5)
PAUSE = 1.0  # seconds, between two writings
MOST = 1000  # tokens whose last use is remembered


@dataclass(slots=True)
class LastUsed:
    """The notes. They are taken before anybody knows whether a token is good."""

    writers: Sessions
    noted: dict[bytes, datetime] = field(default_factory=dict)
    seen: dict[bytes, datetime] = field(default_factory=dict)
    some: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, token: bytes, at: datetime) -> None:
        """Note that a token was used, unless that was noted not long ago."""
        last = self.seen.get(token)
        if (last is not None and at < last + EVERY) or len(self.noted) >= MOST:
            return
        while len(self.seen) >= MOST:
            del self.seen[next(iter(self.seen))]
        self.seen[token] = self.noted[token] = at
        self.some.set()

    async def write(self) -> None:
        """Write down what was noted."""
        noted, self.noted = self.noted, {}
        self.some.clear()
        token = sql.personal_token
        async with self.writers.begin() as session:
            for at in sorted(set(noted.values())):
                hashes = sorted(hash for hash, used in noted.items() if used == at)
                old = or_(token.last_used_at.is_(None), token.last_used_at <= at - EVERY)
                used = update(PersonalToken).where(token.hash.in_(hashes), old)
                living = used.where(token.expires_on >= at.date())
                await session.exec(living.values(last_used_at=at))

    async def write_if_possible(self) -> None:
        """Write, or say in the log why not: no request hangs on it."""
        try:
            await self.write()
        except Exception:
            log.warning("the last use of personal tokens was not written", exc_info=True)

    async def run(self) -> None:
        """Write whenever something was noted."""
        while True:
            await self.some.wait()
            await self.write_if_possible()
            await asyncio.sleep(PAUSE)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Write for as long as the service runs, and what is left at its end."""
        writing = asyncio.create_task(self.run())
        try:
            yield
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing
            if self.noted:
                await self.write_if_possible()
