"""The database of the service, as a role of it sees it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from app.settings import Settings

PATIENCE = 3  # seconds, to connect and for each answer


@dataclass(frozen=True, slots=True)
class Patient:
    """What the service is told, and a connection as the role that serves."""

    settings: Settings
    app: asyncpg.Connection


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Connect, to look and to change nothing."""
    connection = await asyncpg.connect(
        url.replace("+asyncpg", ""),
        timeout=PATIENCE,
        command_timeout=PATIENCE,
        server_settings={
            "application_name": "okr doctor",
            "default_transaction_read_only": "on",
            "timezone": "UTC",
        },
    )
    try:
        yield connection
    finally:
        await connection.close(timeout=PATIENCE)
