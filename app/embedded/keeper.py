"""Keeps one Postgres alive, or waits to take it over from whoever does.

The thread that starts the child must outlive it: to the kernel the thread is the parent, and its
end would stop Postgres. So one thread does everything, from the lock to the last restart.
"""

import logging
import subprocess
import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from app.embedded.child import start_child, stop_child
from app.embedded.deaths import Deaths
from app.embedded.errors import CannotRun
from app.embedded.folder import Folder
from app.embedded.lock import turn
from app.embedded.pidfile import takes_connections
from app.embedded.stale import clear_the_way

log = logging.getLogger("okr.embedded")

POLL = 0.02  # seconds between two looks at a server that starts


def nothing() -> None:
    """Do nothing, where nobody wants to hear of it."""


class Keeper:
    """Holds the folder's lock and restarts what dies. Two on one folder: the second waits."""

    def __init__(self, folder: Folder, prepare: Callable[[], list[str]]) -> None:
        """Take the folder and what makes its data and returns the command to run."""
        self.folder, self.prepare = folder, prepare
        self.on_holding: Callable[[], None] = nothing
        self.on_giving_up: Callable[[], None] = nothing
        self.holding, self.ready, self.stopping = Event(), Event(), Event()
        self.failure: CannotRun | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.guard = Lock()  # between a start and a stop
        self.thread = Thread(target=self.keep, name="postgres-keeper", daemon=True)

    def keep(self) -> None:
        """Wait for the lock, then run Postgres until we stop."""
        try:
            with turn(self.folder.lock, self.stopping) as ours:
                if ours:
                    self.holding.set()
                    self.on_holding()
                    self.run(self.prepare())
        except (CannotRun, OSError) as error:
            self.failure = error if isinstance(error, CannotRun) else CannotRun(f"{error}.")
            if self.ready.is_set():
                log.error("Postgres is gone: %s", self.failure)
            self.on_giving_up()

    def run(self, command: list[str]) -> None:
        """Start it again whenever it ends on its own, unless it does not come up any more."""
        deaths = Deaths()
        while True:
            clear_the_way(self.folder)
            begun = time.monotonic()
            served = self.life(command, deaths)
            if self.stopping.is_set() or self.process is None:
                return
            deaths.count(time.monotonic() - begun, served=served)
            if deaths.is_hopeless():
                raise CannotRun(f"Postgres does not start ({self.folder.log}): {self.last_words()}")
            status = self.process.returncode
            log.warning("Postgres ended on its own (status %s) and is started again.", status)
            self.stopping.wait(deaths.pause())

    def life(self, command: list[str], deaths: Deaths) -> bool:
        """Run the child to its end, or none once we were told to stop; say whether it served."""
        with self.guard:
            if self.stopping.is_set():
                return False
            self.process = process = start_child(command, self.folder.log)
        served = False
        while not served and process.poll() is None:
            time.sleep(POLL)
            served = takes_connections(self.folder.data, process.pid)
        if served and (since := deaths.since_last()) is not None:
            log.warning("Postgres takes connections again, %.1f s after its end.", since)
        process.wait()
        return served

    def stop(self) -> None:
        """Stop the child, if it is ours, and let the next one have the lock."""
        with self.guard:
            self.stopping.set()
        if self.process and self.process.poll() is None:
            stop_child(self.process)
        if self.thread.is_alive():
            self.thread.join()

    def last_words(self) -> str:
        """Return the end of the log."""
        return self.folder.log.read_text(errors="replace").strip()[-600:]
