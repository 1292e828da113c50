"""A look at the role that could not be had at start, because the database was away."""

from collections.abc import Callable
from threading import Event, Thread

from app.cli.database import MustNotServe, safe_role
from app.settings import Settings

EVERY = 1.0  # seconds


class LateLook:
    """Asks who we are until the database says so, and ends the service where we must not serve."""

    def __init__(self, settings: Settings, end: Callable[[], None]) -> None:
        """Take what the service is told, and how to end it."""
        self.settings, self.end = settings, end
        self.over = Event()
        self.found: MustNotServe | None = None
        self.thread = Thread(target=self.look, name="late-look", daemon=True)

    def look(self) -> None:
        """Ask until there is an answer, or nobody waits for one."""
        try:
            while safe_role(self.settings) is None and not self.over.wait(EVERY):
                pass
        except MustNotServe as error:
            self.found = error
            self.end()

    def close(self) -> None:
        """Ask no more, and raise what was found."""
        self.over.set()
        self.thread.join()
        if self.found:
            raise self.found
