"""A demo that begins anew."""

import asyncio

import asyncpg

from app.cli.database import Reached
from app.embedded.cluster import DATABASE
from app.embedded.errors import CannotRun
from app.embedded.folder import OWNER
from app.embedded.server import Postgres

NOT_OURS = (
    "--reset removes only what `okr demo` made itself: empty the database of OKR_DATABASE_URL."
)
IN_USE = "Another `okr demo` runs on this folder: stop it, then use --reset."


def start_anew(database: Reached) -> None:
    """Remove the demo with everything that was done in it."""
    if database.postgres is None:
        raise CannotRun(NOT_OURS)
    if not database.postgres.keeper.holding.is_set():
        raise CannotRun(IN_USE)
    asyncio.run(recreate(database.postgres))
    (database.settings.data_dir / "demo-credentials.json").unlink(missing_ok=True)


async def recreate(postgres: Postgres) -> None:
    """Drop the database and make it again: the roles stay."""
    connection = await asyncpg.connect(postgres.superuser_url.replace("+asyncpg", ""))
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    finally:
        await connection.close()
