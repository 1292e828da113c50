"""The database is there and does not answer: packets go out, and nothing comes back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.engine import make_url

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from app.tables import Cycle
from tests import make
from tests.line import Line, line_to
from tests.people import Person

PATIENCE = 6.0  # seconds: a client is told within six, whatever happens
RECOVERY = 2.0  # seconds after its return
CROWD = 24  # requests at once: more than there are connections


class Far:
    """A service that reaches its database over a line of our own."""

    def __init__(self, app: FastAPI, client: AsyncClient, line: Line, url: str) -> None:
        self.app, self.client, self.line, self.url = app, client, line, url

    async def one(self, n: int = 0) -> tuple[int, float]:
        """Ask once: by turns a fast read, a session that reads, and a session that writes."""
        began = perf_counter()
        if n % 3 == 0:
            told = await self.client.get("/objectives")
        elif n % 3 == 1:
            told = await self.client.post("/objectives", json={"title": "x"})
        else:
            told = await self.client.patch(self.url, json={"title": "x"}, headers={"If-Match": "*"})
        if told.status_code == 503:
            assert told.headers["retry-after"] == "2"
        return told.status_code, perf_counter() - began

    async def crowd(self, size: int = CROWD) -> list[tuple[int, float]]:
        """Ask many times at once."""
        return await asyncio.gather(*(self.one(n) for n in range(size)))

    async def recovered(self, n: int) -> float:
        """Ask until the answer is a success again, and return how long that took."""
        began = perf_counter()
        while (await self.one(n))[0] >= 500:
            assert perf_counter() - began < 2 * RECOVERY
        return perf_counter() - began

    def held(self) -> int:
        """Count the connections that are in use."""
        database: Database = self.app.state.database
        pool: Any = database.writers.kw["bind"].pool
        reads: Any = database.reads.pool
        return int(pool.checkedout() + reads.get_size() - reads.get_idle_size())


@pytest.fixture
async def far(
    settings: Settings, database: Database, ann: Person, year: Cycle
) -> AsyncIterator[Far]:
    goal = await make.objective(database, ann, year)
    async with line_to(make_url(str(settings.database_url))) as (line, url):
        near = {"database_url": url.render_as_string(hide_password=False), "pool_size": 5}
        app = create_app(Settings.model_validate(settings.model_dump() | near))
        async with app.router.lifespan_context(app), client_of(app, ann) as client:
            far = Far(app, client, line, f"/objectives/{goal.id}")
            await far.crowd()  # the pools are full
            yield far
            line.heal()


@asynccontextmanager
async def client_of(app: FastAPI, ann: Person) -> AsyncIterator[AsyncClient]:
    base = f"http://test/v1/orgs/{ann.org_id}"
    async with AsyncClient(
        transport=ASGITransport(app), base_url=base, headers=ann.headers, timeout=30
    ) as client:
        yield client


async def test_everybody_is_told_in_time_and_served_again_when_it_returns(far: Far) -> None:
    midway = asyncio.create_task(far.crowd())
    await asyncio.sleep(0.07)  # some are between two statements, some wait for their turn
    far.line.swallow()
    answers = await midway
    later = await far.crowd(3)  # now no connection is left that looks alive
    health = [await far.client.get(f"http://test/{name}") for name in ("livez", "readyz")]

    assert {status for status, _ in later} == {503}
    assert [each.status_code for each in health] == [200, 503]
    assert {status for status, _ in answers} <= {200, 422, 503}
    assert max(took for _, took in answers + later) < PATIENCE
    far.line.heal()
    assert max([await far.recovered(n) for n in range(3)]) < RECOVERY
    assert {status for status, _ in await far.crowd()} == {200, 422}
    assert far.held() == 0


async def test_connections_that_a_firewall_forgot_cost_one_failure(far: Far) -> None:
    far.line.strand()

    assert max(took for _, took in await far.crowd()) < PATIENCE

    assert {status for status, _ in await far.crowd()} == {200, 422}
    assert far.held() == 0


async def test_a_line_that_is_cut_and_mended(far: Far) -> None:
    await far.line.cut()
    answers = await far.crowd()

    assert {status for status, _ in answers} == {503}
    assert max(took for _, took in answers) < PATIENCE

    await far.line.open()
    assert max([await far.recovered(n) for n in range(3)]) < RECOVERY
    assert far.held() == 0


async def test_a_dead_line_that_is_cut_while_everybody_waits(far: Far) -> None:
    far.line.swallow()
    waiting = asyncio.create_task(far.crowd())
    await asyncio.sleep(0.5)
    await far.line.cut()
    assert {status for status, _ in await waiting} == {503}

    far.line.alive = True
    await far.line.open()
    assert max([await far.recovered(n) for n in range(3)]) < RECOVERY
    assert far.held() == 0
