"""Postgres is killed, all of it, while people work: `python -m tests.drills.kill9 20`.

Half of them check in, and half measure a KPI that moves a key result and what is above it.

Clients retry with the same Idempotency-Key until they are told 201. Then nothing that was
acknowledged may be missing, nothing may be there twice, and every figure must be recomputable.
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
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from fastapi import FastAPI
from httpx2 import AsyncClient
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.engine import Database
from app.db.migrations import migrate
from app.domain.role import Role
from app.embedded.server import LASTING, Postgres, kept_alive, running
from app.main import create_app
from app.settings import Settings
from app.tables import Organization
from app.verify.run import examine as verified
from tests import make, tokens, watched
from tests.people import Person, client_of, today

ORGANIZATIONS, PEOPLE = 3, 4  # in each
FIRST = today().replace(day=1)
BETWEEN = 0.7  # seconds of work between a success and the next kill
ROWS = """
SELECT note, id FROM check_in WHERE org_id = :org
UNION ALL SELECT note, id FROM measurement WHERE org_id = :org"""
LINES = "SELECT seq FROM journal_entry WHERE org_id = :org ORDER BY seq"


@dataclass
class Report:
    """What happened."""

    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: dict[str, UUID] = field(default_factory=dict)
    latest: float = 0.0  # when somebody was last told 201
    recoveries: list[float] = field(default_factory=list)  # seconds from its return to a 2xx
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Say it in a line."""
        slowest = max(self.recoveries, default=0)
        return (
            f"{len(self.recoveries)} kills, {len(self.acknowledged)} acknowledged, statuses "
            f"{dict(self.statuses)}, slowest recovery {slowest:.2f} s, wrong: {self.wrong}"
        )


class Place(NamedTuple):
    """Somebody, where they write, and what they always say."""

    person: Person
    url: str
    fixed: dict[str, Any]


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


async def work(app: FastAPI, place: Place, stop: asyncio.Event, r: Report) -> None:
    """Write down, again and again; each time until it is acknowledged."""
    async with client_of(app, place.person) as client:
        n = 0
        while not stop.is_set():
            n += 1
            key = f"{place.person.id}-{n}"
            body = place.fixed | {"value": n % 11, "note": key}
            r.acknowledged[key] = await acknowledged(client, place.url, key, body, r)


async def acknowledged(
    client: AsyncClient, url: str, key: str, body: dict[str, Any], r: Report
) -> UUID:
    """Send one figure until it is told to be kept."""
    while True:
        told = await client.post(url, json=body, headers={"Idempotency-Key": key})
        r.statuses[told.status_code] += 1
        if told.status_code == 201:
            r.latest = perf_counter()
            return UUID(told.json()["id"])
        await asyncio.sleep(random.uniform(0.05, 0.15))


async def killing(postgres: Postgres, kills: int, report: Report) -> None:
    """Kill, wait until somebody is served again, work a while, and kill again."""
    for _ in range(kills):
        while not report.latest:  # noqa: ASYNC110  (until there is work to interrupt)
            await asyncio.sleep(0.01)
        await asyncio.sleep(random.uniform(0.3, 1) * BETWEEN)
        assert kill(postgres.folder.data)
        at = perf_counter()
        back = await returned(postgres)
        while report.latest <= at + 0.05:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        report.recoveries.append(max(0.0, report.latest - back))


async def returned(postgres: Postgres) -> float:
    """Wait until Postgres takes connections again, and return when that was."""
    url = postgres.superuser_url.replace("+asyncpg", "")
    while True:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await (await asyncpg.connect(url, timeout=1)).close()
            return perf_counter()
        await asyncio.sleep(0.01)


async def examine(postgres: Postgres, orgs: list[UUID], report: Report) -> None:
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
    if lost := report.acknowledged.items() - dict(stored).items():
        report.wrong.append(f"{len(lost)} lost")
    report.wrong += [f"{len(stored)} stored"] * (len(stored) != len(report.acknowledged))
    async with AsyncSession(engine) as session:
        for org in orgs:
            report.wrong += await verified(session, await session.get_one(Organization, org))
    await engine.dispose()


async def settled(database: Database, org: UUID) -> list[Place]:
    """Return the people of an organization, and what each writes down where."""
    cycle, found = await make.cycle(database, org), []
    company = None
    for n in range(PEOPLE):
        role = Role.member if n else Role.owner  # verify misses one where there is none
        person = await make.member(database, org, f"P{n}", role)
        company = company or await make.objective(
            database, person, cycle, progress_policy="children"
        )
        goal = await make.objective(database, person, cycle)
        await make.alignment(database, goal, company)
        kpi = await watched.kpi(database, person, active_from=FIRST, name=f"K{n}")
        is_measured = bool(n % 2)
        follows = {"kpi_id": kpi.id} if is_measured else {}
        key_result = await make.key_result(database, goal, **follows)
        measures = Place(person, f"/kpis/{kpi.id}/measurements", {"period_on": str(FIRST)})
        checks_in = Place(person, f"/key-results/{key_result.id}/check-ins", {})
        found.append(measures if is_measured else checks_in)
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
                for place in places:
                    everybody.create_task(work(app, place, stop, report))
                await killing(postgres, kills, report)
                stop.set()
            await examine(postgres, orgs, report)
    return report


if __name__ == "__main__":
    print(asyncio.run(drill(int(sys.argv[1]) if len(sys.argv) > 1 else 20)))
