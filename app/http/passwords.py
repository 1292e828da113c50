"""Hashing passwords: off the event loop, two at a time, and behind a queue that has an end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio import CapacityLimiter, to_thread
from pwdlib.hashers.argon2 import Argon2Hasher

from app.http.refusals import Unavailable

AT_ONCE, MOST_WAITING = 2, 50


class Passwords:
    """Hashes and verifies. Never called inside a transaction: it takes longer than those do."""

    def __init__(self) -> None:
        self.hasher = Argon2Hasher(memory_cost=19456, time_cost=2, parallelism=1)
        self.nobody = self.hasher.hash("")  # takes as long to verify as anybody's
        self.threads = CapacityLimiter(AT_ONCE)
        self.inside = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait in the queue, or raise where it is too long."""
        if self.inside >= AT_ONCE + MOST_WAITING:
            raise Unavailable
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    async def hash(self, password: str) -> str:
        """Return what is stored of a password."""
        async with self.turn():
            return await to_thread.run_sync(self.hasher.hash, password, limiter=self.threads)

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether a password is the one stored: without one, no, and it takes as long."""
        async with self.turn():
            fits = await to_thread.run_sync(
                self.hasher.verify, password, stored or self.nobody, limiter=self.threads
            )
        return fits and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self.hasher.check_needs_rehash(stored)
