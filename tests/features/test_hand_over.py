"""Somebody moves on, and what they answered for goes to somebody else in one act."""

from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle
from app.tables.member import MemberState
from tests import make, watched
from tests.people import Person, client_of, today

NOTHING: dict[str, list[str]] = {
    "objective_ids": [], "key_result_ids": [], "initiative_ids": [], "team_ids": [], "kpi_ids": [],
}  # fmt: skip


async def owner_of(client: AsyncClient, path: str) -> Any:
    read = (await client.get(path)).json()
    return (read["owner"] or {}).get("name")


async def test_all_that_is_open_goes_to_another(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    mine = [await make.objective(database, ann, year, state=s) for s in ("agreed", "draft")]
    theirs = await make.objective(database, bob, year)
    key_result = await make.key_result(database, theirs, owner_member_id=ann.id)
    own = await make.key_result(database, mine[0], owner_member_id=ann.id)
    check_in = await make.check_in(database, ann, key_result)
    plan = await make.initiative(database, key_result, ann)
    team = await make.team(database, ann, ann)
    kpi, _ = [
        await watched.kpi(database, ann, active_until=day)
        for day in (today(), today() - timedelta(days=1))
    ]
    note = "Ann moves to Finance."

    answer = await boss.post(f"/members/{ann.id}/hand-over", json={"to": str(bob.id), "note": note})

    assert answer.json() == {
        "objective_ids": [str(goal.id) for goal in mine],
        "key_result_ids": [str(key_result.id), str(own.id)],
        "initiative_ids": [str(plan.id)],
        "team_ids": [str(team.id)],
        "kpi_ids": [str(kpi.id)],
    }
    read = [(await boss.get(f"/objectives/{goal.id}")).json() for goal in mine]
    assert [(goal["owner"]["name"], goal["state"]) for goal in read] == [
        ("Bob", "proposed"), ("Bob", "draft"),
    ]  # fmt: skip
    assert [goal["version"] for goal in read] == [2, 2]
    assert await owner_of(boss, f"/key-results/{key_result.id}") == "Bob"
    assert (await boss.get(f"/teams/{team.id}")).json()["lead"]["name"] == "Bob"
    assert (await boss.get(f"/check-ins/{check_in.id}")).json()["author"]["name"] == "Ann"
    assert [t["name"] for t in (await boss.get(f"/members/{ann.id}")).json()["teams"]] == ["Brand"]
    journal = (await boss.get("/journal?since_seq=0")).json()["items"]
    told = [(line["action"], line["subject"]["id"], line["note"]) for line in journal]
    assert await owner_of(boss, f"/kpis/{kpi.id}") == "Bob"
    assert told == [
        *(("objective.updated", str(goal.id), note) for goal in mine),
        ("kpi.updated", str(kpi.id), note),
        *(("key_result.updated", str(each.id), note) for each in (key_result, own)),
        ("initiative.updated", str(plan.id), note),
        ("team.updated", str(team.id), note),
    ]
    again = await boss.post(f"/members/{ann.id}/hand-over", json={"to": str(bob.id)})
    assert again.json() == NOTHING


async def test_what_comes_to_the_caller_is_agreed_to_by_that(
    app: FastAPI, database: Database, olga: Person, ann: Person, year: Cycle
) -> None:
    goal = await make.objective(database, ann, year)
    async with client_of(app, olga) as boss:
        await boss.post(f"/members/{ann.id}/hand-over", json={"to": str(olga.id)})
        read = (await boss.get(f"/objectives/{goal.id}")).json()
    assert (read["owner"]["name"], read["state"]) == ("Olga", "agreed")


async def test_what_is_over_keeps_its_owner(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    past = await make.cycle(database, ann.org_id, state="closed")
    inner = await make.cycle(database, ann.org_id, state="active", parent_id=past.id)
    goals = [
        await make.objective(database, ann, past),
        await make.objective(database, ann, inner),
        await make.objective(database, ann, year, state="dropped"),
        await make.objective(database, ann, year, state="closed", outcome="achieved"),
    ]
    theirs = await make.objective(database, bob, year)
    dropped = await make.key_result(database, theirs, owner_member_id=ann.id, state="dropped")
    living = await make.key_result(database, theirs, position=1)
    inside = [await make.key_result(database, goal, owner_member_id=ann.id) for goal in goals]
    plans = [await make.initiative(database, each, ann) for each in inside]
    plans.append(await make.initiative(database, living, ann, state="done"))

    answer = await boss.post(f"/members/{ann.id}/hand-over", json={"to": str(bob.id)})

    assert answer.json() == NOTHING
    paths = [f"/objectives/{goal.id}" for goal in goals]
    paths += [f"/key-results/{each.id}" for each in (dropped, *inside)]
    assert {await owner_of(boss, path) for path in paths} == {"Ann"}


async def test_somebody_who_has_left_hands_over_and_who_cannot_own_gets_nothing(
    boss: AsyncClient,
    database: Database,
    ann: Person,
    bob: Person,
    vic: Person,
    zoe: Person,
    year: Cycle,
) -> None:
    gone = await make.member(database, ann.org_id, "Gil", state=MemberState.deactivated)
    goal = await make.objective(database, gone, year)
    url = f"/members/{gone.id}/hand-over"
    for person, code in (
        (gone, "handed_to_self"),
        (vic, "owner_unfit"),
        (zoe, "unknown_id"),
    ):
        refused = await boss.post(url, json={"to": str(person.id)})
        [error] = refused.json()["errors"]
        assert (refused.status_code, error["pointer"], error["code"]) == (422, "/to", code)
    assert (
        await boss.post(f"/members/{zoe.id}/hand-over", json={"to": str(bob.id)})
    ).status_code == 404

    given = await boss.post(url, json={"to": str(bob.id)})
    assert given.json()["objective_ids"] == [str(goal.id)]
    unfit = await boss.post(f"/members/{bob.id}/hand-over", json={"to": str(gone.id)})
    assert unfit.json()["code"] == "owner_unfit"


async def test_a_hand_over_that_is_sent_twice_happens_once(
    app: FastAPI, database: Database, olga: Person, ann: Person, bob: Person, year: Cycle
) -> None:
    ada = await make.member(database, olga.org_id, "Ada", Role.admin)
    goal = await make.objective(database, ann, year)
    async with client_of(app, ada) as adas:
        sent = [
            await adas.post(
                f"/members/{ann.id}/hand-over",
                json={"to": str(bob.id)},
                headers={"Idempotency-Key": "once"},
            )
            for _ in range(2)
        ]
    assert sent[0].content == sent[1].content
    assert sent[1].headers["idempotent-replayed"] == "true"
    assert sent[0].json()["objective_ids"] == [str(goal.id)]
