"""How many statements an answer takes: as many for fifty rows as for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database, FastPool
from app.tables import Cycle
from tests import make, watched
from tests.people import Person, today


@contextmanager
def counted(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect every statement that sessions and fast reads run."""
    seen: list[str] = []
    fetch = FastPool.fetch

    async def watched(pool: FastPool, query: str, *args: Any) -> Any:
        seen.append(query)
        return await fetch(pool, query, *args)

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    engine = database.writers.kw["bind"]
    assert isinstance(engine, AsyncEngine)
    monkeypatch.setattr(FastPool, "fetch", watched)
    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", note)


LISTS = [
    "/objectives?include=key_results",
    "/key-results",
    "/check-ins",
    "/alignments",
    "/members",
    "/teams",
    "/teams/{team}/members",
    "/themes",
    "/kpis",
    "/cycles",
    "/cycles/{cycle}/status",
    "/cycles/{cycle}/status?nested=true",
    "/alignment-graph?cycle_id={cycle}",
    "/sheet?cycle_id={cycle}",
    "/teams/{team}/sheet?cycle_id={cycle}",
]


async def test_a_list_is_one_statement_however_long(
    client: AsyncClient,
    database: Database,
    ann: Person,
    year: Cycle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goals = [await make.objective(database, ann, year) for _ in range(12)]
    for goal in goals:
        key_result = await make.key_result(database, goal)
        await make.check_in(database, ann, key_result)
    for goal in goals[1:]:
        await make.alignment(database, goal, goals[0])

        await watched.kpi(database, ann)

    teams = [await make.team(database, ann, ann) for _ in range(3)]

    for path in LISTS:
        with counted(database, monkeypatch) as seen:
            listed = await client.get(path.format(cycle=year.id, team=teams[0].id))
        assert listed.status_code == 200
        assert len(seen) == 1, path


async def test_a_check_in_takes_as_many_statements_high_up_as_alone(
    app: FastAPI,
    client: AsyncClient,
    database: Database,
    ann: Person,
    year: Cycle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts = []
    for levels, siblings in ((1, 0), (5, 8)):
        goals = [
            await make.objective(database, ann, year, progress_policy="both") for _ in range(levels)
        ]
        for below, above in pairwise(goals):
            await make.alignment(database, below, above)
        for _ in range(siblings):
            await make.alignment(database, await make.objective(database, ann, year), goals[-1])
        key_result = await make.key_result(database, goals[0])
        with counted(database, monkeypatch) as seen:
            made = await client.post(f"/key-results/{key_result.id}/check-ins", json={"value": 5})
        assert made.status_code == 201
        assert len(made.json()["affected"]) == levels
        counts.append(len([each for each in seen if not each.startswith("UPDATE objective")]))

    assert counts[0] == counts[1]


async def test_what_somebody_owns_goes_to_another_in_a_few_statements_however_much(
    boss: AsyncClient,
    database: Database,
    ann: Person,
    bob: Person,
    year: Cycle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def taken(path: str, person: Person, many: int, **query: Any) -> int:
        for _ in range(many):
            goal = await make.objective(database, person, year, **query)
            key_result = await make.key_result(database, goal, owner_member_id=person.id)
            await make.initiative(database, key_result, person)
        with counted(database, monkeypatch) as seen:
            if query:
                answer = await boss.delete(path, headers={"If-Match": "*"})
            else:
                answer = await boss.post(path, json={"to": str(bob.id)})
        assert answer.status_code in (200, 204)
        return len(seen)

    kate, lea = await make.member(database, ann.org_id, "Kate"), ann
    few = await taken(f"/members/{kate.id}/hand-over", kate, 1)
    assert await taken(f"/members/{lea.id}/hand-over", lea, 8) == few
    heir, *teams = [await make.team(database, bob) for _ in range(3)]
    ways = [f"/teams/{team.id}?move_to={heir.id}" for team in teams]
    owners = [{"owner_member_id": None, "owner_team_id": team.id} for team in teams]
    few = await taken(ways[0], bob, 1, **owners[0])
    assert await taken(ways[1], bob, 8, **owners[1]) == few


MEASURED_IN = 14  # statements, with what is stored of the KPI, its formulas and its cycles


@pytest.mark.usefixtures("year")
async def test_a_measurement_takes_as_many_statements_under_formulas_and_cycles_as_alone(
    client: AsyncClient,
    database: Database,
    ann: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    this = today().replace(day=1)
    counts = []
    for formulas in (0, 5):
        kpi = await watched.made(client, ann)
        for n in range(formulas):
            key = kpi["key"]
            await watched.made(client, ann, name=f"F{n}", formula=f"{key} * {n}", aggregate=None)
            days = {"starts_on": this, "ends_on": this + timedelta(days=n)}
            await make.cycle(database, ann.org_id, **days)
        with counted(database, monkeypatch) as seen:
            await watched.measure(client, kpi, this, 5)
        counts.append(len(seen))

    assert counts[0] == counts[1] <= MEASURED_IN
