"""Postgres is killed, all of it, while people check in: `python -m tests.drills.kill9 20`.

Clients retry with the same Idempotency-Key until they are told 201. Then nothing that was
acknowledged may be missing, nothing may be there twice, and every figure must be what a
recomputation makes of the rows.
"""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

import asyncpg
from fastapi import FastAPI
from httpx2 import AsyncClient
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.db.engine import Database
from app.db.migrations import migrate
from app.embedded.server import LASTING, Postgres, kept_alive, running
from app.main import create_app
from app.settings import Settings
from tests import make, tokens
from tests.people import Person, client_of
from tests.recompute import read, recomputed

ORGANIZATIONS, PEOPLE = 3, 4  # in each
BETWEEN = 0.7  # seconds of work between a success and the next kill
ROWS = "SELECT note, id FROM check_in WHERE org_id = :org"
LINES = "SELECT seq FROM journal_entry WHERE org_id = :org ORDER BY seq"


@dataclass
class Report:
    """What happened."""

    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: dict[str, UUID] = field(default_factory=dict)
    successes: list[float] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)  # seconds from its return to a 2xx
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Say it in a line."""
        slowest = max(self.recoveries, default=0)
        return (
            f"{len(self.recoveries)} kills, {len(self.acknowledged)} acknowledged, statuses "
            f"{dict(self.statuses)}, slowest recovery {slowest:.2f} s, wrong: {self.wrong}"
        )


@asynccontextmanager
async def service(postgres: Postgres) -> AsyncIterator[FastAPI]:
    """Migrate, and serve as the role that owns nothing."""
    await asyncio.to_thread(migrate, postgres.owner_url, lambda _: None)
    settings = Settings(
        database_url=postgres.app_url,
        token_private_key=SecretStr(tokens.PEM),
        cursor_secret=SecretStr("c" * 32),
        rate_limit=0,
        log_level="off",
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


def kill(data: Path) -> int:
    """Kill every process that works in the data folder, without a word."""
    killed = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").samefile(data) and (process / "comm").read_text() == "postgres\n":
                os.kill(int(process.name), signal.SIGKILL)
                killed += 1
    return killed


async def check_in(app: FastAPI, person: Person, url: str, stop: asyncio.Event, r: Report) -> None:
    """Check in, again and again; each time until it is acknowledged."""
    async with client_of(app, person) as client:
        n = 0
        while not stop.is_set():
            n += 1
            key = f"{person.id}-{n}"
            r.acknowledged[key] = await acknowledged(client, url, key, n % 11, r)


async def acknowledged(client: AsyncClient, url: str, key: str, value: int, r: Report) -> UUID:
    """Send one check-in until it is told to be kept."""
    while True:
        body, headers = {"value": value, "note": key}, {"Idempotency-Key": key}
        told = await client.post(url, json=body, headers=headers)
        r.statuses[told.status_code] += 1
        if told.status_code == 201:
            r.successes.append(perf_counter())
            return UUID(told.json()["id"])
        await asyncio.sleep(random.uniform(0.05, 0.15))


async def killing(postgres: Postgres, kills: int, report: Report) -> None:
    """Kill, wait until somebody is served again, work a while, and kill again."""
    for _ in range(kills):
        await asyncio.sleep(random.uniform(0.3, 1) * BETWEEN)
        assert kill(postgres.folder.data)
        at = perf_counter()
        back = await returned(postgres)
        while report.successes[-1] <= at + 0.05:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        report.recoveries.append(max(0.0, report.successes[-1] - back))


async def returned(postgres: Postgres) -> float:
    """Wait until Postgres takes connections again, and return when that was."""
    url = postgres.superuser_url.replace("+asyncpg", "")
    while True:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await (await asyncpg.connect(url, timeout=1)).close()
            return perf_counter()
        await asyncio.sleep(0.01)


async def examine(postgres: Postgres, database: Database, orgs: list[UUID], report: Report) -> None:
    """Compare what was acknowledged with what is there."""
    engine = create_async_engine(postgres.superuser_url.replace("/postgres?", "/okr?"))
    stored: list[tuple[str, UUID]] = []
    async with engine.connect() as connection:
        for org in orgs:
            mine = (await connection.execute(text(ROWS), {"org": org})).all()
            stored += [(note, id) for note, id in mine]
            lines = (await connection.execute(text(LINES), {"org": org})).scalars().all()
            if list(lines) != list(range(1, len(mine) + 1)):
                report.wrong.append(f"journal of {org}")
    await engine.dispose()
    if lost := report.acknowledged.items() - dict(stored).items():
        report.wrong.append(f"{len(lost)} lost")
    report.wrong += [f"{len(stored)} stored"] * (len(stored) != len(report.acknowledged))
    for org in orgs:
        report.wrong += [f"figure: {each}" for each in await differing(database, org)]


async def differing(database: Database, org: UUID) -> list[str]:
    """Return the figures that are not what the rows make of them."""
    world = await read(database, org)
    expected = recomputed(world, {})
    return [str(id) for id, stored in world.stored.items() if Fraction(stored) != expected[id]]


async def settled(database: Database, org: UUID) -> list[tuple[Person, str]]:
    """Return the people of an organization, and where each checks in."""
    cycle, found = await make.cycle(database, org), []
    for n in range(PEOPLE):
        person = await make.member(database, org, f"P{n}")
        goal = await make.objective(database, person, cycle)
        key_result = await make.key_result(database, goal)
        found.append((person, f"/key-results/{key_result.id}/check-ins"))
    return found


@contextmanager
def server(*, quick: bool) -> Iterator[Postgres]:
    """Start a server of our own. Without fsync only the machine itself may not be killed."""
    with TemporaryDirectory(prefix="okr-kill9-") as folder:
        root = Path(folder)
        own = kept_alive(root, (*LASTING, "fsync=off"), "--no-sync") if quick else running(root)
        with own as postgres:
            yield postgres


async def drill(kills: int, *, quick: bool = False) -> Report:
    """Run all of it."""
    report, stop = Report(), asyncio.Event()
    with server(quick=quick) as postgres:
        async with service(postgres) as app:
            database: Database = app.state.database
            orgs = [await make.organization(database) for _ in range(ORGANIZATIONS)]
            places = [place for org in orgs for place in await settled(database, org)]
            async with asyncio.TaskGroup() as everybody:
                for person, url in places:
                    everybody.create_task(check_in(app, person, url, stop, report))
                await killing(postgres, kills, report)
                stop.set()
            await examine(postgres, database, orgs, report)
    return report


if __name__ == "__main__":
    print(asyncio.run(drill(int(sys.argv[1]) if len(sys.argv) > 1 else 20)))
