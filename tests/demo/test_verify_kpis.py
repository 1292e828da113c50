"""Verify works out how KPIs stand, and tells where something else is stored."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.engine import Database
from app.tables import Organization
from app.verify.run import examine
from tests import make, watched
from tests.people import Person

ANY = {"If-Match": "*"}
JANUARY, FEBRUARY = "2025-01-01", "2025-02-01"
DAMAGE = {
    "a figure": ("UPDATE kpi_figure SET value = 4711", "value is stored as 4711"),
    "a lost figure": ("DELETE FROM kpi_figure", "it is missing"),
    "a status": ("UPDATE kpi_total SET status = 'none'", "status is stored as none"),
    "a count": ("UPDATE kpi_total SET measured = 11", "measured is stored as 11"),
    "a lost total": ("DELETE FROM kpi_total", "kpi_total"),
    "a figure of nothing": (
        "UPDATE kpi_figure SET period_on = '2001-01-01' WHERE period_on = '2025-02-01'",
        "there is nothing that it follows from",
    ),
    "a target that nothing followed": ("UPDATE kpi SET target = 4711", "target is stored as"),
    "a target of a period": ("UPDATE kpi_target SET target = 4711", "target is stored as"),
    "a measurement of no period": (
        "UPDATE measurement SET period_on = period_on + 1", "no period of its KPI begins"
    ),
    "a measurement outside the span": (
        "UPDATE kpi SET active_from = '2025-01-02'", "its KPI is not watched on 2025-01-01"
    ),
    "two that stand": ("UPDATE measurement SET replaces_id = NULL", "2 measurements stand for"),
    "a measured formula": (
        "UPDATE measurement SET kpi_id = (SELECT id FROM kpi WHERE formula IS NOT NULL)",
        "its KPI is a formula",
    ),
    "one that replaces another's": (
        "UPDATE measurement SET period_on = '2025-02-01' WHERE replaces_id IS NOT NULL",
        "it replaces one of another period",
    ),
    "a formula": ("UPDATE kpi SET formula = '2 ** 3' WHERE formula IS NOT NULL", "unreadable"),
    "a part": ("DELETE FROM kpi_part", "its parts are told otherwise"),
    "a loop": (
        "INSERT INTO kpi_part (org_id, kpi_id, part_id) SELECT org_id, part_id, kpi_id"
        " FROM kpi_part",
        "in a loop",
    ),
    "what tracks": ("UPDATE key_result SET current = 4711", "current is stored as 4711"),
    "who measured": ("UPDATE key_result SET checked_in_on = NULL", "checked_in_on is stored as"),
    "a word": ("DELETE FROM wording WHERE kind = 'kpi'", "it has no wording"),
}  # fmt: skip


@pytest.fixture
async def company(
    boss: AsyncClient, database: Database, olga: Person, owner: AsyncEngine
) -> AsyncIterator[AsyncSession]:
    """A session that may do any damage to a company with KPIs, and that keeps none of it."""
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
    cycle = await make.cycle(database, olga.org_id, **days)
    one = await watched.made(boss, olga, name="One", baseline=3)
    await watched.made(boss, olga, name="Two", formula="1 / (one - 7)", aggregate=None)
    rows = [{"period_on": FEBRUARY, "target": 50}]
    await boss.put(f"/kpis/{one['id']}/targets", json={"items": rows}, headers=ANY)
    goal = await make.objective(database, olga, cycle)
    await make.key_result(database, goal, target=100, kpi_id=one["id"])
    for period_on, value in ((JANUARY, 5), (JANUARY, 9.5), (FEBRUARY, 7)):
        await watched.measure(boss, one, period_on, value)
    async with AsyncSession(owner) as session:
        await session.exec(select(func.set_config("app.org_id", str(olga.org_id), True)))
        yield session
        await session.rollback()


async def found(company: AsyncSession, olga: Person) -> list[str]:
    return await examine(company, await company.get_one(Organization, olga.org_id))


async def test_kpis_are_in_order(company: AsyncSession, olga: Person) -> None:
    assert await found(company, olga) == []


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=list(DAMAGE))
async def test_damage_to_kpis_is_found_and_told(
    company: AsyncSession, olga: Person, damage: tuple[str, str]
) -> None:
    statement, told = damage
    connection: Any = await company.connection()
    await connection.execute(text(statement))

    assert any(told in each for each in await found(company, olga))
