"""The database of a command: the one that the environment names, or the one that we start."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.db.role import UNREACHABLE, Role, ask_role
from app.embedded.errors import CannotRun
from app.embedded.server import Postgres, running
from app.private_files import private_folder
from app.settings import Settings

NO_DATABASE = (
    "Set OKR_DATABASE_URL to a database that `okr migrate` has prepared "
    "(postgresql://okr_app:...@host/okr), or try `okr demo`, which brings its own."
)


class NoDatabase(CannotRun):
    """None is named, and there is no demo."""


class MustNotServe(CannotRun):
    """Serving like this would leave tenants without their second wall."""

    status = 3


@dataclass(frozen=True, slots=True)
class Reached:
    """Settings that name a database, and the server under it when it is ours."""

    settings: Settings
    postgres: Postgres | None = None


@contextmanager
def reached(settings: Settings) -> Iterator[Reached]:
    """Start or share the embedded Postgres, unless the environment names a database."""
    if settings.database_url:
        yield Reached(settings)
        return
    with running(private_folder(settings.data_dir) / "postgres") as postgres:
        urls = {"database_url": postgres.app_url, "owner_database_url": postgres.owner_url}
        yield Reached(settings.model_copy(update=urls), postgres)


@contextmanager
def there(settings: Settings) -> Iterator[Reached]:
    """Reach a database that is there already: the one of the environment, or the demo's."""
    if not settings.database_url and not (settings.data_dir / "postgres" / "pgdata").exists():
        raise NoDatabase(NO_DATABASE)
    with reached(settings) as database:
        yield database


@contextmanager
def there_for_the_owner(settings: Settings) -> Iterator[Reached]:
    """Reach it for what its owner does: the address of the other role is not needed."""
    if settings.owner_database_url:
        yield Reached(settings)
        return
    with there(settings) as database:
        yield database


def safe_role(settings: Settings) -> Role | None:
    """Refuse a role that row security does not bind. Nothing is known of a database that is away.

    The service starts all the same: its requests get 503 until the database is there.
    """
    try:
        role = asyncio.run(ask_role(settings))
    except UNREACHABLE:
        return None
    if danger := role.danger():
        raise MustNotServe(
            f"The role of OKR_DATABASE_URL {danger}: connect as one that owns nothing (okr_app)."
        )
    return role
