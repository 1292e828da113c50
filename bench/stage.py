"""The stage: a database with one organization, and what both servers need to know of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from alembic import command
from app.db.engine import Database, open_database
from app.demo import Size, load
from app.domain.frequency import Frequency
from app.domain.period import periods
from app.domain.role import Role
from app.settings import Settings
from app.tables import Cycle, KpiFigure, KpiTotal
from tests import make, postgres, tokens, watched
from tests.conftest import OWNER, alembic, execute
from tests.people import Person, today

OBJECTIVES, KEY_RESULTS = 60, 3
ON_A_SHEET = 3
Filled = tuple[str, str, str, dict[str, str]]  # organization, objective, its cycle, headers
CHOSEN = """
SELECT o.id, g.id, g.cycle_id FROM organization o JOIN objective g ON g.org_id = o.id
JOIN cycle c ON (c.org_id, c.id) = (g.org_id, g.cycle_id)
WHERE o.slug = $1 AND g.state = 'agreed' AND c.state = 'active'
AND g.visibility = 'organization' ORDER BY g.id DESC LIMIT 1"""
FRESH = (
    OWNER,
    "DROP DATABASE IF EXISTS okr_bench WITH (FORCE)",
    "CREATE DATABASE okr_bench OWNER okr_owner",
)


@dataclass(frozen=True)
class Stage:
    """Where the database is, and what to ask for."""

    app_url: str
    bare_url: str
    org_id: str
    objective_id: str
    cycle_id: str
    headers: dict[str, str]


def told(url: URL) -> str:
    """Return a URL with its password."""
    return url.render_as_string(hide_password=False)


async def build(server: URL, size: Size | None) -> Stage:
    """Migrate a database and fill it: with the demo in a size, or with a company of its own."""
    await execute(server, *FRESH)
    owner = server.set(username="okr_owner", password="owner", database="okr_bench")
    engine = create_async_engine(owner)
    async with engine.begin() as connection:
        await connection.run_sync(alembic(command.upgrade), "head")
    await engine.dispose()
    await execute(server, "ALTER ROLE okr_app PASSWORD 'app'")
    app = server.set(username="okr_app", password="app", database="okr_bench")
    settings, bare = Settings(database_url=told(app)), server.set(database="okr_bench")
    filled = await (fill(settings) if size is None else fill_with_demo(settings, bare, size))
    await execute(bare, "VACUUM ANALYZE")
    return Stage(told(app), told(bare), *filled)


async def fill_with_demo(settings: Settings, bare: URL, size: Size) -> Filled:
    """Load the demo, and choose an objective under way."""
    with TemporaryDirectory() as folder:
        settings = settings.model_copy(update={"data_dir": Path(folder)})
        demo = await load(settings, size)
    connection = await asyncpg.connect(told(bare).replace("+asyncpg", ""))
    org_id, objective_id, cycle_id = await connection.fetchrow(CHOSEN, demo.org)
    await connection.close()
    headers = {"Authorization": f"Bearer {demo.token}"}
    return str(org_id), str(objective_id), str(cycle_id), headers


async def fill(settings: Settings) -> Filled:
    """Make a small company under way."""
    async with open_database(settings) as database:
        org_id = await make.organization(database)
        person = await make.member(database, org_id, "Ann", Role.manager)
        year = await make.cycle(database, org_id, check_in="weekly")
        for n in range(OBJECTIVES):
            objective = await make.objective(database, person, year, title=f"Objective {n}")
            for position in range(KEY_RESULTS):
                fields = {"position": position, "current": position + 3, "started": True}
                await make.key_result(database, objective, confidence=7, **fields)
        await fill_sheet(database, person, year)
    return str(person.org_id), str(objective.id), str(year.id), person.headers


async def fill_sheet(database: Database, person: Person, year: Cycle) -> None:
    """Give the company itself as many objectives and KPIs as a sheet should have."""
    ours = {"owner_member_id": None}
    months = periods(Frequency.monthly, year.starts_on, min(year.ends_on, today()))
    for n in range(ON_A_SHEET):
        objective = await make.objective(database, person, year, title=f"Ours {n}", **ours)
        for position in range(KEY_RESULTS):
            fields = {"position": position, "current": position + 3, "started": True}
            await make.key_result(database, objective, confidence=7, **fields)
        kpi = await watched.kpi(database, person, active_from=year.starts_on, **ours)
        stands = {"org_id": kpi.org_id, "kpi_id": kpi.id, "value": 90, "target": 100}
        stands |= {"attainment": "0.9", "status": "yellow", "cycle_id": year.id}
        figures = [KpiFigure.model_validate(stands | {"period_on": on}) for on in months]
        total = {"measured": len(months), "measured_on": months[-1]}
        await make.keep(database, kpi.org_id, *figures, KpiTotal.model_validate(stands | total))


@contextmanager
def stage(size: Size | None = None) -> Iterator[Stage]:
    """Yield a database that lives as long as the run."""
    with postgres.server() as url:
        yield asyncio.run(build(make_url(url), size))


def environment(stage: Stage) -> dict[str, str]:
    """Return what the servers read."""
    return {
        **environ,
        "OKR_DATABASE_URL": stage.app_url,
        "OKR_TOKEN_PRIVATE_KEY": tokens.PEM,
        "OKR_CURSOR_SECRET": "c" * 32,
        "OKR_RATE_LIMIT": "1000000000",
        "BARE_DATABASE_URL": stage.bare_url.replace("+asyncpg", ""),
        "BARE_ORG_ID": stage.org_id,
        "BARE_OBJECTIVE_ID": stage.objective_id,
        "BARE_CYCLE_ID": stage.cycle_id,
    }
