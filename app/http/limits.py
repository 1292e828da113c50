"""How many requests each client may send: a bucket of tokens that fills all the time.

In this process, and for no more clients than fit: who has not been seen for longest is forgotten
first, with a full bucket.
"""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from time import monotonic

from starlette.types import Scope

from app.domain.secrets import PERSONAL, digest, is_personal
from app.http.language import header
from app.http.refusals import NoValidToken
from app.http.tokens import Keys
from app.tables.base import now

MINUTE = 60
MOST_CLIENTS = 20_000
FREE = "/v1/auth/"  # answers strangers: proves nothing about a credential


@dataclass(slots=True)
class Bucket:
    """What a client has left, and when that was counted."""

    left: float
    at: float


class Limiter:
    """Knows the bucket of each client."""

    def __init__(self, a_minute: int) -> None:
        self.size, self.rate = a_minute, a_minute / MINUTE
        self.buckets: OrderedDict[object, Bucket] = OrderedDict()
        self.policy = f'"default";q={a_minute};w={MINUTE}'.encode()

    def bucket(self, key: object) -> Bucket:
        """Return the bucket of a client, filled up to this moment."""
        at = monotonic()
        if (bucket := self.buckets.get(key)) is None:
            bucket = self.buckets[key] = Bucket(self.size, at)
            if len(self.buckets) > MOST_CLIENTS:
                self.buckets.popitem(last=False)
        self.buckets.move_to_end(key)
        bucket.left = min(self.size, bucket.left + (at - bucket.at) * self.rate)
        bucket.at = at
        return bucket

    def take(self, key: object) -> int:
        """Take a request out of a bucket; where it is empty, return the seconds to wait."""
        bucket = self.bucket(key)
        if bucket.left < 1:
            return max(1, ceil((1 - bucket.left) / self.rate))
        bucket.left -= 1
        return 0

    def give_back(self, key: object) -> None:
        """Not count a request after all."""
        bucket = self.bucket(key)
        bucket.left = min(self.size, bucket.left + 1)

    def headers(self, key: object) -> list[tuple[bytes, bytes]]:
        """Say how much is left, and in how many seconds all of it is back."""
        bucket = self.bucket(key)
        wait = ceil((self.size - bucket.left) / self.rate)
        left = f'"default";r={int(bucket.left)};t={wait}'.encode()
        return [(b"ratelimit-policy", self.policy), (b"ratelimit", left)]


def credential_key(scope: Scope, keys: Keys) -> object:
    """Return what a credential is known by: the session of a token that we signed, or a hash."""
    scheme, _, token = header(scope, b"authorization").partition(" ")
    if scheme.lower() != "bearer":
        return None
    if token.startswith(PERSONAL):
        return digest(token) if is_personal(token) else None
    try:
        return keys.read(token, now()).session_id
    except NoValidToken:
        return None


def peer_key(scope: Scope) -> str:
    """Return the address that a request comes from."""
    client = scope.get("client")
    return client[0] if client else ""
