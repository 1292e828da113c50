"""A team goes when it has nothing, or when another takes what it has."""

from typing import Any

from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle, Objective, Team
from tests import make, watched
from tests.people import Person, client_of

ANY = {"If-Match": "*"}


async def owned(
    database: Database, olga: Person, team: Team, cycle: Cycle, **fields: Any
) -> Objective:
    place = {"owner_member_id": None, "owner_team_id": team.id}
    return await make.objective(database, olga, cycle, **place, **fields)


async def test_what_a_team_has_keeps_it(
    boss: AsyncClient, database: Database, olga: Person, year: Cycle
) -> None:
    team = await make.team(database, olga, olga)
    goal = await owned(database, olga, team, year, state="dropped")
    below = await make.team(database, olga, parent_id=team.id)
    place = {"owner_member_id": None, "owner_team_id": team.id}
    kpi = await watched.kpi(database, olga, **place)

    refused = await boss.delete(f"/teams/{team.id}", headers=ANY)

    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    assert {(b["kind"], b["id"]) for b in refused.json()["blocked_by"]} == {
        ("objective", str(goal.id)), ("kpi", str(kpi.id)), ("team", str(below.id)),
    }  # fmt: skip
    for _ in range(20):
        await make.team(database, olga, parent_id=team.id)
    many = await boss.delete(f"/teams/{team.id}", headers=ANY)
    assert len(many.json()["blocked_by"]) == 20


async def test_another_team_takes_all_that_a_team_has(
    boss: AsyncClient, database: Database, olga: Person, ann: Person, year: Cycle
) -> None:
    top = await make.team(database, ann, name="Top")
    team = await make.team(database, ann, ann, parent_id=top.id)
    below = await make.team(database, ann, parent_id=team.id)
    past = await make.cycle(database, olga.org_id, state="closed")
    inner = await make.cycle(database, olga.org_id, state="active", parent_id=past.id)
    goals = [
        await owned(database, olga, team, year),
        await owned(database, olga, team, year, state="draft", visibility="team"),
        await owned(database, olga, team, past),
        await owned(database, olga, team, inner),
    ]

    place = {"owner_member_id": None, "owner_team_id": team.id}
    kpi = await watched.kpi(database, ann, **place)
    member = (await boss.get(f"/members/{ann.id}")).json()

    gone = await boss.delete(f"/teams/{team.id}?move_to={top.id}", headers=ANY)

    assert gone.status_code == 204
    assert (await boss.get(f"/teams/{team.id}")).status_code == 404
    assert (await boss.get(f"/teams/{below.id}")).json()["parent_id"] == str(top.id)
    read = [(await boss.get(f"/objectives/{goal.id}")).json() for goal in goals]
    heir = {"kind": "team", "id": str(top.id), "name": "Top"}
    assert [goal["owner"] for goal in read] == [heir] * 4
    assert (await boss.get(f"/kpis/{kpi.id}")).json()["owner"] == heir
    assert [goal["state"] for goal in read] == ["proposed", "draft", "agreed", "agreed"]
    left = (await boss.get(f"/members/{ann.id}")).json()
    assert (left["teams"], left["version"]) == ([], member["version"])
    assert left["updated_at"] > member["updated_at"]
    journal = (await boss.get("/journal?since_seq=0")).json()["items"]
    told = [(line["action"], line["subject"]["id"]) for line in journal]
    assert told == [
        *(("objective.updated", str(goal.id)) for goal in goals),
        ("kpi.updated", str(kpi.id)),
        ("team.updated", str(below.id)),
        ("team.deleted", str(team.id)),
    ]
    assert journal[0]["after"] == {
        "owner": {"kind": "team", "id": str(top.id)}, "state": "proposed",
    }  # fmt: skip


async def test_what_was_agreed_stays_so_where_the_new_lead_says_it(
    app: FastAPI, database: Database, olga: Person, ann: Person, year: Cycle
) -> None:
    heir, team = await make.team(database, olga), await make.team(database, ann)
    goal = await owned(database, olga, team, year)

    async with client_of(app, olga) as boss:
        await boss.delete(f"/teams/{team.id}?move_to={heir.id}", headers=ANY)
        read = (await boss.get(f"/objectives/{goal.id}")).json()

    assert (read["state"], read["owner"]["id"]) == ("agreed", str(heir.id))


async def test_what_takes_over_is_another_team_and_not_below(
    boss: AsyncClient, database: Database, olga: Person, zoe: Person, year: Cycle
) -> None:
    team = await make.team(database, olga)
    below = await make.team(database, olga, parent_id=team.id)
    lower = await make.team(database, olga, parent_id=below.id)
    elsewhere = await make.team(database, zoe)
    url = f"/teams/{team.id}"
    for id, code in (
        (team.id, "successor_unfit"),
        (lower.id, "successor_unfit"),
        (elsewhere.id, "unknown_id"),
        (year.id, "unknown_id"),
        ("x", "not_an_id"),
    ):
        refused = await boss.delete(f"{url}?move_to={id}", headers=ANY)
        [error] = refused.json()["errors"]
        assert (refused.status_code, error["pointer"], error["code"]) == (422, "move_to", code)
    twice = await boss.delete(f"{url}?move_to={year.id}&move_to={team.id}", headers=ANY)
    assert [error["code"] for error in twice.json()["errors"]] == ["given_twice"]
    assert (await boss.delete(f"{url}?to={below.id}", headers=ANY)).status_code == 422
    assert (await boss.delete(f"{url}?move_to={below.id}")).status_code == 428
    assert (await boss.get(url)).status_code == 200
