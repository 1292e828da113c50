"""How often somebody may guess a password, so that nobody is locked out by it.

Failures are counted per pair of e-mail and address, and per address; each is forgiven after a
while. Whoever guesses from one address closes that address, never the account.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

Key = tuple[str, ...]
MOST = 20_000  # counters that are remembered: a few megabytes, however many addresses try


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many failures are borne at once, and after how long one of them is forgiven."""

    failures: int
    forgiven_after: timedelta

    def left(self, count: float, since: timedelta) -> float:
        """Return how many failures still count after a while."""
        return max(0.0, count - since / self.forgiven_after)


PAIR = Allowance(10, timedelta(minutes=1))
PEER = Allowance(100, timedelta(seconds=6))


@dataclass(slots=True)
class Throttle:
    """What is remembered of failures. Of an e-mail no more than its digest."""

    pair: Allowance = PAIR
    peer: Allowance = PEER
    most: int = MOST
    counts: OrderedDict[Key, tuple[float, datetime]] = field(default_factory=OrderedDict)

    def attempt(self, email: str, peer: str, at: datetime) -> int:
        """Count an attempt, and return 0; or how many seconds to wait where there were too many.

        It counts before its outcome is known: guesses at once are no cheaper than one by one.
        """
        watched = self.watched(email, peer)
        if wait := max(self.wait(key, allowance, at) for key, allowance in watched.items()):
            return wait
        for key, allowance in watched.items():
            self.counts[key] = (self.count(key, allowance, at) + 1, at)
            self.counts.move_to_end(key)
        while len(self.counts) > self.most:
            self.counts.popitem(last=False)
        return 0

    def succeeded(self, email: str, peer: str, at: datetime) -> None:
        """Forget the failures of a pair, and take back the attempt from its address."""
        for key, allowance in self.watched(email, peer).items():
            left = 0.0 if allowance is self.pair else self.count(key, allowance, at) - 1
            self.counts[key] = (max(0.0, left), at)
            if left <= 0:
                del self.counts[key]

    def watched(self, email: str, peer: str) -> dict[Key, Allowance]:
        """Return what an attempt counts against."""
        name = sha256(email.encode("utf-8", "replace")).hexdigest()
        return {(name, peer): self.pair, (peer,): self.peer}

    def count(self, key: Key, allowance: Allowance, at: datetime) -> float:
        """Return how many failures count at an instant."""
        count, since = self.counts.get(key, (0.0, at))
        return allowance.left(count, max(timedelta(0), at - since))

    def wait(self, key: Key, allowance: Allowance, at: datetime) -> int:
        """Return how many seconds it takes until another attempt is borne."""
        over = self.count(key, allowance, at) + 1 - allowance.failures
        return max(0, ceil(over * allowance.forgiven_after.total_seconds()))
