import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.embedded.server import Postgres, running

Ask = Callable[[str, str], Any]
PATIENCE = 20  # seconds, on a machine that has other things to do


async def fetch(url: str, statement: str) -> Any:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""), timeout=5)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@pytest.fixture
def ask() -> Ask:
    """Ask a server, and again while it is on its way."""

    def asked(url: str, statement: str) -> Any:
        patience = time.monotonic() + PATIENCE
        while True:
            try:
                return asyncio.run(fetch(url, statement))
            except (OSError, asyncpg.PostgresError):
                if time.monotonic() > patience:
                    raise
                time.sleep(0.02)

    return asked


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose path is inconvenient."""
    return tmp_path_factory.mktemp('a "folder" with spaces') / "postgres"


@pytest.fixture
def postgres(root: Path) -> Iterator[Postgres]:
    """A server on the same folder for a module: started and stopped for each test."""
    with running(root) as server:
        yield server
