"""The embedded Postgres, put together."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.embedded.binaries import Binaries, find_binaries
from app.embedded.cluster import DATABASE, make_cluster
from app.embedded.errors import CannotRun
from app.embedded.folder import APP, OWNER, SUPERUSER, Folder
from app.embedded.identity import acceptable
from app.embedded.keeper import Keeper

PATIENCE = 60  # seconds until it takes connections, the recovery after a crash included
LASTING = ("max_connections=100",)
FORGETFUL = (*LASTING, "fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server that takes connections: ours, or one that another process of ours keeps."""

    binaries: Binaries
    folder: Folder
    keeper: Keeper

    @property
    def app_url(self) -> str:
        """Return the way in for the service, which owns nothing."""
        return self.folder.url(APP, DATABASE)

    @property
    def owner_url(self) -> str:
        """Return the way in for migrations."""
        return self.folder.url(OWNER, DATABASE)

    @property
    def superuser_url(self) -> str:
        """Return the way in for tests, and for starting the demo anew."""
        return self.folder.url(SUPERUSER, "postgres")


@contextmanager
def running(root: Path) -> Iterator[Postgres]:
    """Keep a server on this folder, whose data stays. Its commits are safe before they return."""
    with kept_alive(root, LASTING) as postgres:
        yield postgres


@contextmanager
def throwaway() -> Iterator[Postgres]:
    """Keep a server for a test run: fast, and gone with all its data at the end."""
    with (
        TemporaryDirectory(prefix="okr-") as folder,
        kept_alive(Path(folder), FORGETFUL, "--no-sync") as postgres,
    ):
        yield postgres


@contextmanager
def kept_alive(root: Path, settings: tuple[str, ...], *initdb: str) -> Iterator[Postgres]:
    """Start a keeper, wait for its server, and stop at the end what we started."""
    binaries, folder = find_binaries(), Folder(root.expanduser().resolve())

    def prepare() -> list[str]:
        """Make the data if need be, and return the command that serves it."""
        make_cluster(binaries, folder, *initdb)
        return serve(binaries, folder, settings)

    folder.open()
    keeper = Keeper(folder, prepare)
    keeper.thread.start()
    try:
        wait_until_ready(binaries, keeper)
        yield Postgres(binaries, folder, keeper)
    finally:
        keeper.stop()


def serve(binaries: Binaries, folder: Folder, settings: tuple[str, ...]) -> list[str]:
    """Return the command of a server that only those reach who may enter its folder."""
    sockets = str(folder.sockets).replace('"', '""')
    sockets_only = (f'unix_socket_directories="{sockets}"', "listen_addresses=", "port=5432")
    flags = [flag for setting in (*sockets_only, *settings) for flag in ("-c", setting)]
    return acceptable(binaries / "postgres", "-D", str(folder.data), *flags)


def wait_until_ready(binaries: Binaries, keeper: Keeper) -> None:
    """Wait until the server takes connections, or say why it does not."""
    command = [binaries / "pg_isready", "-q", "-h", str(keeper.folder.sockets), "-p", "5432"]
    patience = time.monotonic() + PATIENCE
    while subprocess.run(command, check=False).returncode != 0:
        if keeper.failure:
            raise keeper.failure
        if time.monotonic() > patience:
            raise CannotRun(f"Postgres does not answer: {keeper.last_words()}")
        time.sleep(0.03)
    keeper.ready.set()
