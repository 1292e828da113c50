"""How often a server has died, and what follows from that."""

import time
from dataclasses import dataclass

MOST_STILLBORN = 5  # starts in a row that led to nothing
STABLE = 10  # seconds of life after which an end is the first of its kind again
LONGEST_PAUSE = 5.0  # seconds between two starts of a server that dies at once


@dataclass
class Deaths:
    """The ends of one server after the other.

    One that was killed comes up again, and may be killed again: it is started as often as that. One
    that does not come up is broken, and no further try would mend it.
    """

    stillborn: int = 0  # in a row
    early: int = 0  # in a row, whether it served or not
    at: float | None = None  # of the last one that had served

    def count(self, lived: float, *, served: bool) -> None:
        """Remember an end."""
        self.early = 1 if lived > STABLE else self.early + 1
        self.stillborn = 0 if served else self.stillborn + 1
        if served:
            self.at = time.monotonic()

    def is_hopeless(self) -> bool:
        """Say whether it does not come up any more."""
        return self.stillborn >= MOST_STILLBORN

    def pause(self) -> float:
        """Return how long to wait before the next start: not at all, at first."""
        return min(0.1 * (self.early - 1), LONGEST_PAUSE)

    def since_last(self) -> float | None:
        """Return how long it has been away, where it was there before."""
        return None if self.at is None else time.monotonic() - self.at
