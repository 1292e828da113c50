from datetime import UTC, datetime, timedelta

from app.domain.throttle import PAIR, PEER, Throttle

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def fail(throttle: Throttle, times: int, email: str = "ann@x", peer: str = "here") -> list[int]:
    return [throttle.attempt(email, peer, NOON) for _ in range(times)]


def test_who_guesses_too_often_waits_and_is_forgiven_bit_by_bit() -> None:
    throttle = Throttle()
    assert fail(throttle, PAIR.failures + 2) == [0] * PAIR.failures + [60, 60]
    assert throttle.attempt("ann@x", "here", NOON + MINUTE) == 0
    assert throttle.attempt("ann@x", "here", NOON + MINUTE) == 60


def test_the_account_is_open_from_elsewhere() -> None:
    throttle = Throttle()
    fail(throttle, PAIR.failures + 1)
    assert throttle.attempt("ann@x", "home", NOON) == 0
    assert throttle.attempt("bob@x", "here", NOON) == 0


def test_an_address_that_tries_many_accounts_is_slowed_down() -> None:
    throttle = Throttle()
    waits = [throttle.attempt(f"{n}@x", "here", NOON) for n in range(PEER.failures + 1)]
    assert (waits[-2], waits[-1]) == (0, 6)
    assert throttle.attempt("ann@x", "home", NOON) == 0


def test_a_success_clears_the_pair_and_costs_the_address_nothing() -> None:
    throttle = Throttle()
    for _ in range(PEER.failures * 2):
        assert throttle.attempt("ann@x", "here", NOON) == 0
        throttle.succeeded("ann@x", "here", NOON)
    assert not throttle.counts


def test_what_is_remembered_has_an_end() -> None:
    throttle = Throttle(most=50)
    for n in range(1000):
        throttle.attempt(f"{n}@x", f"peer {n}", NOON)
    assert len(throttle.counts) == 50
