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
from app.embedded.errors import CannotRun
from app.embedded.folder import Folder
from app.embedded.lock import turn
from app.embedded.stale import clear_the_way

log = logging.getLogger("okr.embedded")

ATTEMPTS = 5  # the children of a server that was killed need a moment to notice
LONGEST_PAUSE = 5.0  # seconds between two starts of a server that dies at once
STABLE = 10  # seconds after which an end is the first of its kind again


class Keeper:
    """Holds the folder's lock and restarts what dies. Two on one folder: the second waits."""

    def __init__(self, folder: Folder, prepare: Callable[[], list[str]]) -> None:
        """Take the folder and what makes its data and returns the command to run."""
        self.folder, self.prepare = folder, prepare
        self.on_holding: Callable[[], None] = lambda: None
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

    def run(self, command: list[str]) -> None:
        """Start it again whenever it ends on its own; give up only if it never ran."""
        failed = 0
        while True:
            clear_the_way(self.folder)
            begun = time.monotonic()
            status = self.life(command)
            if self.stopping.is_set():
                return
            failed = 1 if time.monotonic() - begun > STABLE else failed + 1
            if failed == ATTEMPTS and not self.ready.is_set():
                raise CannotRun(f"Postgres does not start: {self.last_words()}")
            log.warning("Postgres ended on its own (status %s) and is started again.", status)
            self.stopping.wait(min(0.1 * (failed - 1), LONGEST_PAUSE))

    def life(self, command: list[str]) -> int | None:
        """Start the child and return how it ended, or start none once we were told to stop."""
        with self.guard:
            if self.stopping.is_set():
                return None
            self.process = start_child(command, self.folder.log)
        return self.process.wait()

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
