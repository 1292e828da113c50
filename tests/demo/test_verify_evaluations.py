"""Verify reads what was judged, and tells where it contradicts itself."""

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

SCORED = "UPDATE objective SET score = 0.7, state = 'proposed'"
DAMAGE = {
    "a result": ("UPDATE evaluation SET result = 0.9 WHERE state = 'shared'",
                 "result is stored as 0.9, not 1.05"),
    "a rating": ("UPDATE evaluation SET rating = NULL", "it has a rating or a result"),
    "a cap": ("UPDATE evaluation_line SET capped = attainment", "capped is stored as 2"),
    "a share": ("UPDATE evaluation_line SET weighted = 4711", "weighted is stored as 4711"),
    "a lost line": ("DELETE FROM evaluation_line WHERE weight = 3", "result is stored as 1.05"),
    "a draft's lines": (
        "UPDATE evaluation_line SET evaluation_id ="
        " (SELECT id FROM evaluation WHERE state = 'draft')",
        "it is a draft, and keeps 2 lines"),
    "a draft's result": ("UPDATE evaluation SET result = 1, rating = 'met'",
                         "result is stored as 1, not nothing"),
    "a comment": ("UPDATE evaluation SET comment = 'So be it.'", "it has a comment"),
    "a score": (SCORED, "it has a score, and is proposed"),
    "a score below": ("UPDATE key_result SET score = 0.5",
                      "it has a score, and its objective is draft"),
    "a reason": ("UPDATE objective SET score_reason = 'So be it.'",
                 "it has the reason of a score, and no score"),
}  # fmt: skip


@pytest.fixture
async def company(
    boss: AsyncClient, database: Database, olga: Person, ann: Person, owner: AsyncEngine
) -> AsyncIterator[AsyncSession]:
    """A session that may do any damage to a company that judges, and that keeps none of it."""
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
    cycle = await make.cycle(database, olga.org_id, **days)
    for name, weight, value in (("One", 3, 100), ("Two", 1, 200)):
        kpi = await watched.made(boss, ann, name=name, weight=weight)
        await watched.measure(boss, kpi, "2025-01-01", value)
    for team in (None, await make.team(database, ann)):
        whose = ann.owner if team is None else {"kind": "team", "id": str(team.id)}
        begun = await boss.post("/evaluations", json={"cycle_id": str(cycle.id), "owner": whose})
        assert begun.status_code == 201, begun.text
        if team is None:
            url = f"/evaluations/{begun.json()['id']}/transitions"
            assert (await boss.post(url, json={"to": "shared"})).status_code == 200
    goal = await make.objective(database, ann, cycle, state="draft", progress=0)
    await make.key_result(database, goal)
    async with AsyncSession(owner) as session:
        await session.exec(select(func.set_config("app.org_id", str(olga.org_id), True)))
        yield session
        await session.rollback()


async def found(company: AsyncSession, olga: Person) -> list[str]:
    return await examine(company, await company.get_one(Organization, olga.org_id))


async def test_what_was_judged_is_in_order(company: AsyncSession, olga: Person) -> None:
    assert await found(company, olga) == []


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=list(DAMAGE))
async def test_damage_to_what_was_judged_is_found_and_told(
    company: AsyncSession, olga: Person, damage: tuple[str, str]
) -> None:
    statement, told = damage
    connection: Any = await company.connection()
    await connection.execute(text(statement))

    assert any(told in each for each in await found(company, olga))
