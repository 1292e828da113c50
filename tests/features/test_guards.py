"""Guards: KPIs that watch over an objective, and show on it how they stand."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle, Kpi, KpiFigure, KpiGuard, Objective
from tests import make, watched
from tests.people import Person, client_of, today

BOUND = {"direction": "lower", "scoring": "veto", "target": 3, "aggregate": "max"}
FORCED = {"to": "closed", "force": True, "note": "It is so."}


@pytest.fixture
async def goal(database: Database, ann: Person, year: Cycle) -> Objective:
    return await make.objective(database, ann, year)


async def guard(database: Database, owner: Person, goal: Objective, **fields: Any) -> Kpi:
    kpi = await watched.kpi(database, owner, active_from=date(2020, 1, 1), **fields)
    tie = KpiGuard(org_id=goal.org_id, kpi_id=kpi.id, objective_id=goal.id)
    await make.keep(database, goal.org_id, tie)
    return kpi


async def stood(database: Database, kpi: Kpi, **by_day: Any) -> None:
    """Store how a KPI stood on days."""
    rows = [
        KpiFigure(org_id=kpi.org_id, kpi_id=kpi.id, period_on=on, value=value, status=status)
        for on, value, status in by_day["periods"]
    ]
    await make.keep(database, kpi.org_id, *rows)


def shown(kpi: Kpi, status: str) -> dict[str, str]:
    return {"kpi_id": str(kpi.id), "name": kpi.name, "status": status}


async def test_a_measurement_turns_a_guard_red_and_moves_nothing(
    client: AsyncClient, database: Database, ann: Person, goal: Objective
) -> None:
    kpi = await guard(database, ann, goal, name="Returns", **BOUND)
    await make.key_result(database, goal)
    first = await client.get(f"/objectives/{goal.id}")
    seen = {"If-None-Match": first.headers["etag"]}

    measured = {"period_on": str(today().replace(day=1)), "value": 4}
    answer = await client.post(f"/kpis/{kpi.id}/measurements", json=measured)

    assert answer.json()["affected"] == []
    after = await client.get(f"/objectives/{goal.id}", headers=seen)
    assert first.json()["guards"] == [shown(kpi, "none")]
    assert after.json() == first.json() | {"guards": [shown(kpi, "red")]}
    lists: dict[str, Any]
    for lists in ({}, {"include": "key_results"}):
        [listed] = (await client.get("/objectives", params=lists)).json()["items"]
        assert listed["guards"] == [shown(kpi, "red")]


async def test_a_guard_tells_its_latest_value_inside_the_cycle(
    client: AsyncClient, database: Database, ann: Person, goal: Objective, year: Cycle
) -> None:
    kpi, day = await guard(database, ann, goal), timedelta(days=1)
    earlier = (year.starts_on, 1, "green"), (year.starts_on + day, 2, "yellow")
    beside = (year.starts_on - day, 5, "red"), (year.ends_on + day, 6, "red")
    await stood(database, kpi, periods=[*earlier, *beside])
    await guard(database, ann, await make.objective(database, ann, year))

    found = (await client.get(f"/objectives/{goal.id}")).json()

    assert found["guards"] == [shown(kpi, "yellow")]


async def test_who_may_see_a_kpi_sees_it_guard(
    app: FastAPI,
    database: Database,
    olga: Person,
    max: Person,
    ann: Person,
    bob: Person,
    vic: Person,
) -> None:
    team = await make.team(database, ann, bob)
    nobody: dict[str, Any] = {"owner_member_id": None}
    teams = nobody | {"owner_team_id": team.id}
    kim = await make.member(database, olga.org_id, "Kim", Role.member)
    goal = await make.objective(database, kim)
    for name, fields in {
        "Open": {},
        "Bob's": {"owner_member_id": bob.id, "visibility": "private"},
        "Team's": teams | {"visibility": "team"},
        "Lead's": teams | {"visibility": "private"},
        "Mates'": {"owner_member_id": bob.id, "visibility": "team"},
        "Ours": nobody | {"visibility": "private"},
    }.items():
        kpi = await guard(database, kim, goal, name=name, **fields)
        await make.key_result(database, goal, kpi_id=kpi.id, title=name)

    for person, names in {
        olga: {"Open", "Bob's", "Team's", "Lead's", "Mates'", "Ours"},
        max: {"Open", "Ours"},
        ann: {"Open", "Team's", "Lead's", "Mates'"},
        bob: {"Open", "Bob's", "Team's", "Mates'"},
        kim: {"Open"},
    }.items():
        async with client_of(app, person) as client:
            found = (await client.get(f"/objectives/{goal.id}")).json()
            kpis = (await client.get("/kpis")).json()["items"]
        followed = {each["title"] for each in found["key_results"] if each["kpi_id"]}
        assert {each["name"] for each in found["guards"]} == followed == names, person.name
        assert {each["name"] for each in kpis} == names  # the lists ask the same in another way


async def test_what_is_kept_of_a_closed_cycle_shows_the_guards_one_may_see_today(
    app: FastAPI, boss: AsyncClient, database: Database, ann: Person, bob: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, state="review")
    goal = await make.objective(database, ann, cycle)
    open_one, secret = [
        await guard(database, bob, goal, visibility=each) for each in ("organization", "private")
    ]
    for position, kpi in enumerate((open_one, secret)):
        await make.key_result(database, goal, kpi_id=kpi.id, position=position)
    await stood(database, open_one, periods=[(cycle.starts_on, 1, "red")])
    await boss.post(f"/cycles/{cycle.id}/transitions", json=FORCED)
    await stood(database, open_one, periods=[(cycle.ends_on, 1, "green")])

    async def kept(person: Person) -> tuple[Any, list[Any]]:
        async with client_of(app, person) as client:
            [item] = (await client.get(f"/cycles/{cycle.id}/snapshot")).json()["items"]
        keys = item["objective"]["key_results"]
        return item["objective"]["guards"], [each["kpi_id"] for each in keys]

    red, none = shown(open_one, "red"), shown(secret, "none")
    assert await kept(bob) == ([red, none], [str(open_one.id), str(secret.id)])
    assert await kept(ann) == ([red], [str(open_one.id), None])
    closed = {"visibility": "private"}
    async with client_of(app, bob) as bobs:
        await bobs.patch(f"/kpis/{open_one.id}", json=closed, headers={"If-Match": "*"})
    assert await kept(ann) == ([], [None, None])
