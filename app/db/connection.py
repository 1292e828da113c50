"""One connection to Postgres, with a limit on everything: even on saying goodbye.

The limits stand inside one another. Postgres ends a statement first and says so. Who hears nothing
by then has a dead line, gives it up and does not wait for its farewell. A request is given up last.
"""

from asyncio import CancelledError
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

CONNECTING = 2.0  # seconds, to reach Postgres
STATEMENT = 3.0  # seconds, for one statement there
ANSWERING = 3.5  # seconds, to hear of it here
DEADLINE = 4.5  # seconds, for a whole request: with PARTING and a busy machine still under six
PARTING = 0.5  # seconds, to close in good order

LIMITS = {
    "statement_timeout": f"{STATEMENT:.0f}s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
    "jit": "off",
    "application_name": "okr",
}


class Connection(asyncpg.Connection):  # type: ignore[misc]  # untyped
    """A connection that does not wait long for the other side."""

    async def fetch(self, *args: Any, **options: Any) -> Any:
        """Return rows, or leave."""
        with self.left_if_silent():
            return await super().fetch(*args, **options)

    async def execute(self, *args: Any, **options: Any) -> Any:
        """Run what returns no rows (BEGIN and ROLLBACK among it), or leave."""
        with self.left_if_silent():
            return await super().execute(*args, **options)

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109  (asyncpg's)
        """Say goodbye. SQLAlchemy would wait two seconds, after the deadline of the request."""
        await super().close(timeout=min(timeout or PARTING, PARTING))

    @contextmanager
    def left_if_silent(self) -> Iterator[None]:
        """Leave where the other side is silent: it would not hear a wish to cancel either."""
        try:
            yield
        except (TimeoutError, CancelledError):
            self.terminate()
            raise


def arguments(**more: Any) -> dict[str, Any]:
    """Return how either pool connects."""
    return {
        "timeout": CONNECTING,
        "command_timeout": ANSWERING,
        "connection_class": Connection,
        "server_settings": LIMITS | more,
    }
