"""`okr migrate`: the tables, as their owner."""

from collections.abc import Callable

import typer
from sqlalchemy.exc import DBAPIError

from app.db import migrations
from app.db.role import UNREACHABLE
from app.embedded.errors import CannotRun
from app.settings import Settings

NO_OWNER = (
    "Set OKR_OWNER_DATABASE_URL to the database as the role that owns its tables "
    "(postgresql://okr_owner:...@host/okr)."
)


def migrate() -> None:
    """Bring the database of OKR_OWNER_DATABASE_URL to the newest revision."""
    migrate_as_owner(Settings())
    typer.echo("The database is at the newest revision.")


def migrate_as_owner(settings: Settings, say: Callable[[str], None] = typer.echo) -> None:
    """Migrate, and say each step and what keeps us from it."""
    if settings.owner_database_url is None:
        raise CannotRun(NO_OWNER)
    try:
        migrations.migrate(settings.owner_database_url, say)
    except DBAPIError as error:
        if not error.connection_invalidated and error.statement:
            raise  # a statement that failed: its traceback says which
        raise unreachable(error) from None
    except UNREACHABLE as error:
        raise unreachable(error) from None


def unreachable(error: Exception) -> CannotRun:
    """Say what the database said, or why it said nothing."""
    return CannotRun(f"OKR_OWNER_DATABASE_URL cannot be reached ({error}): is it right?")
