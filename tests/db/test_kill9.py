"""Postgres is killed under load. The large drill is `python -m tests.drills.kill9 20`."""

from os import environ

import pytest

from tests.drills.kill9 import drill

RECOVERY = 2.0  # seconds, once it takes connections again


@pytest.mark.skipif("OKR_TEST_DATABASE_URL" in environ, reason="needs a server of its own to kill")
async def test_what_was_acknowledged_survives_and_happened_once() -> None:
    report = await drill(2, quick=True)

    assert report.wrong == []
    assert set(report.statuses) == {201, 503}
    assert max(report.recoveries) < RECOVERY
