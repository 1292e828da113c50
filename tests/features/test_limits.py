"""Three objectives, three KPIs, five key results: whatever adds asks whether there is room."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle, Objective
from tests import make, watched
from tests.people import Person, client_of

JUNE, JULY, DAY = date(2026, 6, 1), date(2026, 7, 1), timedelta(days=1)
YES = {"title": "Shipped", "metric": {"kind": "yes_no"}}
MATCH = {"If-Match": "*"}


@pytest.fixture
async def olga(database: Database) -> Person:
    """The owner of an organization that means its limits."""
    org_id = await make.organization(database, limits="enforce")
    return await make.member(database, org_id, "Olga", Role.owner)


@pytest.fixture
async def next_year(database: Database, year: Cycle) -> Cycle:
    days = {"starts_on": year.ends_on + timedelta(days=1), "ends_on": year.ends_on + timedelta(365)}
    return await make.cycle(database, year.org_id, **days)


@pytest.fixture
async def three(database: Database, ann: Person, year: Cycle) -> list[Objective]:
    """All that Ann may have in the year: closed ones count, dropped ones do not."""
    await make.objective(database, ann, year, state="dropped")
    ends: list[dict[str, Any]] = [{"state": "draft"}, {}, {"state": "closed", "outcome": "missed"}]
    return [await make.objective(database, ann, year, **each) for each in ends]


def new(owner: dict[str, str], cycle: Cycle, **more: Any) -> dict[str, Any]:
    return {"title": "Be loved", "owner": owner, "cycle_id": str(cycle.id)} | more


def refused(answer: Response, policy: str, most: int, used: int, owner: Any = None) -> bool:
    """Say whether an answer names the limit and everything about it."""
    assert answer.status_code == 409, answer.text
    problem = answer.json()
    assert problem["code"] == "limit_reached"
    assert policy in problem["detail"]
    told = {name: problem.get(name) for name in ("policy", "max", "used", "owner")}
    return told == {"policy": policy, "max": most, "used": used, "owner": owner}


@pytest.mark.usefixtures("three")
async def test_a_fourth_objective_is_refused_and_another_owner_or_cycle_has_room(
    client: AsyncClient, boss: AsyncClient, ann: Person, olga: Person, year: Cycle, next_year: Cycle
) -> None:
    for who in (client, boss):
        asked = await who.post("/objectives", json=new(ann.owner, year))
        assert refused(asked, "max_objectives", 3, 3, ann.owner)
    chinese = await client.post(
        "/objectives", json=new(ann.owner, year), headers={"Accept-Language": "zh"}
    )
    assert "max_objectives" in chinese.json()["detail"]
    assert chinese.json()["title"] == "超出数量上限"

    assert (await client.post("/objectives", json=new(ann.owner, next_year))).status_code == 201
    assert (await boss.post("/objectives", json=new(olga.owner, year))).status_code == 201


async def test_the_limit_of_the_organization_and_of_a_team_are_their_own(
    boss: AsyncClient, database: Database, olga: Person, year: Cycle
) -> None:
    team = await make.team(database, olga)
    for owner in ({"kind": "organization"}, {"kind": "team", "id": str(team.id)}):
        made = [await boss.post("/objectives", json=new(owner, year)) for _ in range(4)]

        assert [each.status_code for each in made] == [201, 201, 201, 409]
        whose = owner if "id" in owner else make.ours(olga)
        assert refused(made[-1], "max_objectives", 3, 3, whose)


@pytest.mark.usefixtures("three")
async def test_an_objective_moves_only_to_a_cycle_that_has_room(
    client: AsyncClient, database: Database, ann: Person, year: Cycle, next_year: Cycle
) -> None:
    later = await make.objective(database, ann, next_year)
    url = f"/objectives/{later.id}"

    moved = await client.patch(url, json={"cycle_id": str(year.id)}, headers=MATCH)

    assert refused(moved, "max_objectives", 3, 3, ann.owner)
    assert (await client.get(url)).json()["cycle_id"] == str(next_year.id)


async def test_an_objective_goes_only_to_an_owner_who_has_room(
    boss: AsyncClient,
    database: Database,
    ann: Person,
    bob: Person,
    year: Cycle,
    three: list[Objective],
) -> None:
    bobs = await make.objective(database, bob, year)

    to_ann = await boss.patch(f"/objectives/{bobs.id}", json={"owner": ann.owner}, headers=MATCH)
    assert refused(to_ann, "max_objectives", 3, 3, ann.owner)
    to_bob = await boss.patch(
        f"/objectives/{three[0].id}", json={"owner": bob.owner}, headers=MATCH
    )
    assert to_bob.status_code == 200


@pytest.mark.usefixtures("three")
async def test_what_was_dropped_comes_back_only_where_there_is_room(
    client: AsyncClient, database: Database, ann: Person, year: Cycle, three: list[Objective]
) -> None:
    dropped = await make.objective(database, ann, year, state="dropped")
    back = f"/objectives/{dropped.id}/transitions"

    assert refused(await client.post(back, json={"to": "draft"}), "max_objectives", 3, 3, ann.owner)
    away = await client.post(f"/objectives/{three[0].id}/transitions", json={"to": "dropped"})
    assert away.status_code == 200
    assert (await client.post(back, json={"to": "draft"})).status_code == 200


async def test_a_change_that_adds_nothing_is_never_refused_however_many_there_are(
    boss: AsyncClient, client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    goals = [await make.objective(database, ann, year) for _ in range(5)]
    url = f"/objectives/{goals[0].id}"

    for change in ({"why": "So."}, {"owner": ann.owner}, {"cycle_id": str(year.id)}):
        assert (await client.patch(url, json=change, headers=MATCH)).status_code == 200
    for to in ({"to": "closed", "outcome": "missed"}, {"to": "agreed"}, {"to": "dropped"}):
        assert (await client.post(f"{url}/transitions", json=to)).status_code == 200
    assert (await boss.post(f"/objectives/{goals[1].id}/key-results", json=YES)).status_code == 201


@pytest.mark.usefixtures("three")
async def test_a_hand_over_is_never_refused(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    for _ in range(2):
        await make.objective(database, bob, year)

    moved = await boss.post(f"/members/{bob.id}/hand-over", json={"to": str(ann.id)})

    assert moved.status_code == 200
    assert len(moved.json()["objective_ids"]) == 2


async def test_an_objective_begins_with_as_many_key_results_as_it_may_have(
    client: AsyncClient, ann: Person, year: Cycle
) -> None:
    many = await client.post("/objectives", json=new(ann.owner, year, key_results=[YES] * 6))
    assert refused(many, "max_key_results", 5, 0)
    assert "6" in many.json()["detail"]
    enough = await client.post("/objectives", json=new(ann.owner, year, key_results=[YES] * 5))
    assert enough.status_code == 201


async def test_only_active_key_results_count_and_one_comes_back_only_where_there_is_room(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    goal = await make.objective(database, ann, year)
    dropped = await make.key_result(database, goal, state="dropped")
    active = [await make.key_result(database, goal, position=n) for n in range(1, 5)]
    url = f"/objectives/{goal.id}/key-results"

    assert (await client.post(url, json=YES)).status_code == 201
    assert refused(await client.post(url, json=YES), "max_key_results", 5, 5)
    back = f"/key-results/{dropped.id}/transitions"
    assert refused(await client.post(back, json={"to": "active"}), "max_key_results", 5, 5)
    away = f"/key-results/{active[0].id}/transitions"
    assert (await client.post(away, json={"to": "dropped"})).status_code == 200
    assert (await client.post(back, json={"to": "active"})).status_code == 200


@pytest.mark.usefixtures("three")
async def test_copies_of_a_cycle_are_all_made_or_none(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle, next_year: Cycle
) -> None:
    await make.objective(database, bob, year)
    await make.objective(database, ann, next_year)
    url, source = f"/cycles/{next_year.id}/copies", {"from_cycle_id": str(year.id)}

    assert refused(await boss.post(url, json=source), "max_objectives", 3, 1, ann.owner)
    assert len((await boss.get(f"/objectives?cycle_id={next_year.id}")).json()["items"]) == 1
    made = await boss.post(url, json=source | {"owner_id": [str(bob.id)]})
    assert made.json()["objective_count"] == 1
    some = await boss.post(url, json=source | {"states": ["agreed", "closed"]})
    assert some.json()["objective_count"] == 2


async def test_a_copy_begins_with_no_more_key_results_than_an_objective_may_have(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle, next_year: Cycle
) -> None:
    goal = await make.objective(database, ann, year)
    for n in range(6):
        await make.key_result(database, goal, position=n)

    asked = await boss.post(f"/cycles/{next_year.id}/copies", json={"from_cycle_id": str(year.id)})

    assert refused(asked, "max_key_results", 5, 0)


async def test_an_organization_that_advises_refuses_nothing(
    app: FastAPI, database: Database
) -> None:
    org_id = await make.organization(database, limits="advise", max_objectives=1)
    kim = await make.member(database, org_id, "Kim")
    cycle = await make.cycle(database, org_id)
    async with client_of(app, kim) as kims:
        many = new(kim.owner, cycle, key_results=[YES] * 6)
        made = [await kims.post("/objectives", json=many) for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201]


def watching(owner: dict[str, str], first: date = JUNE, **more: Any) -> dict[str, Any]:
    figure = {"name": "Revenue", "direction": "higher", "frequency": "monthly", "target": 9}
    return figure | {"aggregate": "sum", "owner": owner, "active_from": str(first)} | more


async def test_no_day_has_more_kpis_of_one_owner_than_allowed(
    boss: AsyncClient, database: Database, ann: Person, bob: Person
) -> None:
    for _ in range(3):
        await watched.kpi(database, ann, active_from=JUNE, active_until=JULY - DAY)
    await watched.kpi(database, ann, owner_member_id=None)

    for taken in (watching(ann.owner), watching(ann.owner, date(2020, 1, 1))):
        assert refused(await boss.post("/kpis", json=taken), "max_kpis", 3, 3, ann.owner)
    until = {"active_until": str(JUNE - DAY)}
    for free in (
        watching(ann.owner, JULY),
        watching(ann.owner, date(2020, 1, 1), **until),
        watching(bob.owner),
        watching({"kind": "organization"}),
    ):
        assert (await boss.post("/kpis", json=free)).status_code == 201


async def test_a_kpi_of_an_owner_with_too_many_can_be_ended_and_not_prolonged_or_taken_over(
    boss: AsyncClient, database: Database, ann: Person, bob: Person
) -> None:
    ending = [await watched.kpi(database, ann, active_until=JUNE) for _ in range(2)]
    for _ in range(3):
        await watched.kpi(database, ann)
    mine, theirs = (f"/kpis/{each.id}" for each in ending)

    async def change(url: str, **fields: Any) -> Response:
        return await boss.patch(url, json=fields, headers=MATCH)

    assert (await change(mine, name="Sales", active_until=str(JUNE - DAY))).status_code == 200
    assert (await change(mine, active_from="2025-01-01")).status_code == 200  # Ann had none then
    longer = await change(mine, active_until=str(JUNE))
    assert refused(longer, "max_kpis", 3, 4, ann.owner)
    assert (await change(theirs, owner=bob.owner, active_until=None)).status_code == 200
    assert refused(await change(theirs, owner=ann.owner), "max_kpis", 3, 4, ann.owner)


async def insist(client: AsyncClient, url: str, body: dict[str, Any]) -> Response:
    """Ask until it is decided: who has waited too long for their turn is told to come again."""
    while (answer := await client.post(url, json=body)).status_code == 503:
        pass
    return answer


async def test_of_two_hundred_at_once_never_more_than_the_limit_come_in(
    app: FastAPI, database: Database, ann: Person, year: Cycle
) -> None:
    goal = await make.objective(database, ann, year)
    objective, key_results = new(ann.owner, year), f"/objectives/{goal.id}/key-results"
    async with client_of(app, ann) as client:
        answers = await asyncio.gather(
            *(insist(client, "/objectives", objective) for _ in range(100)),
            *(insist(client, key_results, YES) for _ in range(50)),
            *(insist(client, "/kpis", watching(ann.owner)) for _ in range(50)),
        )
        statuses = [each.status_code for each in answers]
        goals = (await client.get(f"/objectives?cycle_id={year.id}")).json()["items"]
        measured = (await client.get(key_results)).json()["items"]

    assert set(statuses) == {201, 409}
    assert (statuses[:100].count(201), len(goals)) == (2, 3)
    assert statuses[100:150].count(201) == len(measured) == 5
    assert statuses[150:].count(201) == 3
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"limit_reached"}
