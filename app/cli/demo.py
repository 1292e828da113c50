"""`okr demo`: everything in one go, on a Postgres of its own.

Two of them on one folder share the Postgres. It belongs to the first; when that one ends, the
second takes it over, and its requests get 503 for the moment in between. `demo.json` goes with it.
"""

import asyncio
from collections.abc import Callable
from socket import socket
from typing import Annotated

import typer

from app.cli.database import Reached, reached, safe_role
from app.cli.demo_file import announce, withdraw
from app.cli.demo_reset import start_anew
from app.cli.keys import with_keys
from app.cli.listen import address, listen_near, listen_there
from app.cli.migrate import migrate_as_owner
from app.cli.progress import progress
from app.cli.server import Server
from app.cli.welcome import welcome
from app.demo import Demo, OtherSize, Size, load
from app.embedded.errors import CannotRun
from app.main import create_app
from app.settings import Registration, Settings

Say = Callable[[str], None]
OTHER_SIZE = "The demo that is there is {there}: okr demo --size {size} --reset begins anew."
BESIDE = (
    "Another `okr demo` runs on this folder: this one shares its Postgres, on a port of its own."
)


def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Begin with a new database.")] = False,
    size: Annotated[
        Size | None, typer.Option("--size", help="How big the company is; small, if it is new.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what is wrong.")] = False,
) -> None:
    """Serve a demo company: Postgres, tables, data and API, without anything to set up."""
    say: Say = silent if quiet else typer.echo
    with reached(hospitable(Settings())) as database:
        if reset:
            start_anew(database)
        if beside_another(database):
            say(BESIDE)
        say(f"Postgres  {described(database)}")
        migrate_as_owner(database.settings, say)
        settings = with_keys(database.settings)
        company = loaded(settings, size, quiet=quiet)
        if company.summary:
            say(f"Demo      {company.summary}")
        serve(database, settings, company, say)


def silent(_: str) -> None:
    """Say nothing."""


def loaded(settings: Settings, size: Size | None, *, quiet: bool) -> Demo:
    """Load the company, unless it is there, and show how far it has come."""
    try:
        with progress("Loading", quiet=quiet) as show:
            return asyncio.run(load(settings, size, show=show))
    except OtherSize as other:
        raise CannotRun(OTHER_SIZE.format(there=other, size=size)) from None


def hospitable(settings: Settings) -> Settings:
    """Let people in and let them try what they like, unless the environment says otherwise."""
    wanted = {"registration": Registration.open, "rate_limit": 0}
    chosen = settings.model_fields_set
    return settings.model_copy(update={k: v for k, v in wanted.items() if k not in chosen})


def beside_another(database: Reached) -> bool:
    """Say whether the Postgres is kept by somebody else."""
    return database.postgres is not None and not database.postgres.keeper.holding.is_set()


def described(database: Reached) -> str:
    """Return version and place of the database."""
    if database.postgres:
        return f"{database.postgres.binaries.version}, data in {database.postgres.folder.data}"
    role = safe_role(database.settings)
    return f"{role.version if role else 'unknown'}, the database of OKR_DATABASE_URL"


def serve(database: Reached, settings: Settings, company: Demo, say: Say) -> None:
    """Serve, and say how to get in: to people when it listens, to scripts while it is theirs."""
    listener = take_port(database, settings, say)
    url, file = address(listener), settings.data_dir / "demo.json"
    listening = False

    def tell_scripts() -> None:
        """Write how to get in, once we listen and nobody else is the one to ask."""
        if listening and not beside_another(database):
            announce(file, url, company)

    def ready() -> None:
        """Say that it listens."""
        nonlocal listening
        listening = True
        tell_scripts()
        say(welcome(url, company))

    server = Server(create_app(settings), ready)
    if database.postgres:
        database.postgres.keeper.on_holding = tell_scripts
        database.postgres.keeper.on_giving_up = server.stop
    try:
        server.serve_on(listener)
    finally:
        listening = False
        withdraw(file)
    if database.postgres and database.postgres.keeper.failure:
        raise database.postgres.keeper.failure


def take_port(database: Reached, settings: Settings, say: Say) -> socket:
    """Take the port of the environment or none; else the usual one, or the next that is free."""
    if "port" in settings.model_fields_set and not beside_another(database):
        return listen_there(settings)
    listener = listen_near(settings)
    if settings.port not in (0, taken := listener.getsockname()[1]):
        say(f"Port {settings.port} is taken: this is port {taken}.")
    return listener
