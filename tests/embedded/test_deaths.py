"""What happens when Postgres dies under us, once and again and again."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.embedded.server import Postgres, running
from tests.embedded.conftest import Ask

PATIENCE = 20  # seconds, on a machine that has other things to do
BORN = "SELECT pg_postmaster_start_time()"
DEAF = "DO $$ BEGIN LOOP END LOOP; END $$"  # waits for nothing, so it hears of nothing


def kill(postgres: Postgres) -> None:
    process = postgres.keeper.process
    assert process
    os.kill(process.pid, signal.SIGKILL)


@contextmanager
def busy(postgres: Postgres, ask: Ask) -> Iterator[None]:
    """Keep one child of the server calculating."""
    url = postgres.superuser_url.replace("+asyncpg", "")
    client = subprocess.Popen([postgres.binaries / "psql", url, "-qc", DEAF], stderr=-3)
    try:
        while not ask(postgres.superuser_url, "SELECT count(*) FROM pg_stat_activity"
                      " WHERE query LIKE 'DO%' AND state = 'active'"):  # fmt: skip
            time.sleep(0.01)
        yield
    finally:
        client.kill()
        client.wait()


def test_a_child_that_hears_of_nothing_keeps_no_server_from_coming_back(
    postgres: Postgres, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    begun = ask(postgres.app_url, BORN)
    with busy(postgres, ask), caplog.at_level(logging.WARNING):
        kill(postgres)
        at = time.monotonic()
        while ask(postgres.app_url, BORN) == begun:
            pass
        assert time.monotonic() - at < 5

    assert "ended on its own (status -9)" in caplog.text
    assert "takes connections again" in caplog.text


def test_one_that_served_each_time_is_started_again_however_often_it_dies(
    postgres: Postgres, ask: Ask
) -> None:
    for _ in range(6):
        begun = ask(postgres.app_url, BORN)
        kill(postgres)
        while ask(postgres.app_url, BORN) == begun:
            pass

    assert postgres.keeper.failure is None


def test_one_whose_data_is_broken_is_given_up_with_its_own_words(
    postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    given_up: list[str] = []
    postgres.keeper.on_giving_up = lambda: given_up.append(str(postgres.keeper.failure))
    control = postgres.folder.data / "global" / "pg_control"
    kept = control.read_bytes()

    control.unlink()
    try:
        kill(postgres)
        postgres.keeper.thread.join(PATIENCE)
    finally:
        control.write_bytes(kept)

    assert not postgres.keeper.thread.is_alive()
    assert len(given_up) == 1
    assert "Postgres does not start" in given_up[0]
    assert "pg_control" in given_up[0]
    assert str(postgres.folder.log) in given_up[0]
    assert "Postgres is gone" in caplog.text
    with running(postgres.folder.root) as mended:
        assert mended.keeper.failure is None
