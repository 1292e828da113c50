from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.initiative import InitiativeState, is_overdue
from app.domain.role import Role
from app.tables import Cycle, Initiative, KeyResult
from tests import make
from tests.people import Person, client_of, today

ANY = {"If-Match": "*"}
NOBODY = str(UUID(int=0))
DAY = timedelta(days=1)
AT_LAST, AT_FIRST = "Pacific/Pago_Pago", "Pacific/Kiritimati"  # 25 hours apart


def under(key_result: KeyResult) -> str:
    return f"/key-results/{key_result.id}/initiatives"


async def a_key_result(database: Database, person: Person, **fields: Any) -> KeyResult:
    return await make.key_result(database, await make.objective(database, person), **fields)


async def titles(client: AsyncClient, **wanted: Any) -> list[str]:
    listed = await client.get("/initiatives", params=wanted)
    assert listed.status_code == 200, listed.text
    return [each["title"] for each in listed.json()["items"]]


async def journal(boss: AsyncClient, id: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = (
        await boss.get("/journal", params={"subject_id": id, "since_seq": 0})
    ).json()["items"]
    return lines


async def test_a_plan_is_made_read_changed_listed_and_deleted(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person
) -> None:
    key_result = await a_key_result(database, ann, owner_member_id=ann.id)
    new = {
        "title": "Open a shop",
        "strategy": "Where people pass by.",
        "steps": [{"title": "Rent"}, {"title": "Paint", "done": True}],
        "starts_on": str(today()),
        "due_on": str(today()),
        "effect": "Two points",
        "url": "https://acme.example/shop",
    }

    made = await client.post(under(key_result), json=new)

    assert made.status_code == 201, made.text
    plan = made.json()
    assert {name: plan[name] for name in new if name != "steps"} == {
        name: value for name, value in new.items() if name != "steps"
    }
    assert plan["steps"] == [
        {"title": "Rent", "done": False},
        {"title": "Paint", "done": True},
    ]
    assert plan["owner"] == {"kind": "member", "id": str(ann.id), "name": "Ann"}
    assert (plan["state"], plan["overdue"], plan["version"]) == ("planned", False, 1)
    url = f"/initiatives/{plan['id']}"
    assert made.headers["location"].endswith(url)
    read = await client.get(url)
    assert (read.json(), read.headers["etag"]) == (plan, made.headers["etag"])
    assert (await client.get(under(key_result))).json()["items"] == [plan]

    steps = [{"title": "Paint", "done": True}]
    match = {"If-Match": read.headers["etag"]}
    changed = await client.patch(
        url,
        json={"state": "doing", "steps": steps, "due_on": None, "owner_id": None},
        headers=match,
    )
    stale = await client.patch(url, json={"state": "done"}, headers=match)
    same = await client.patch(url, json={"state": "doing"}, headers=ANY)

    now = {"state": "doing", "steps": steps, "due_on": None, "owner": None, "version": 2}
    later = {"updated_at": changed.json()["updated_at"]}
    assert changed.json() == plan | now | later
    assert (stale.status_code, same.json()) == (412, changed.json())
    assert (await client.delete(url, headers=ANY)).status_code == 204
    assert (await client.get(url)).status_code == 404
    told = await journal(boss, plan["id"])
    actions = ["initiative.created", "initiative.updated", "initiative.deleted"]
    assert [line["action"] for line in told] == actions
    assert told[1]["before"] == {
        "state": "planned",
        "steps": plan["steps"],
        "due_on": new["due_on"],
        "owner": {"kind": "member", "id": str(ann.id)},
    }
    assert told[2]["after"] is None


async def test_a_plan_moves_neither_its_key_result_nor_when_that_changed(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    key_result = await a_key_result(database, ann)
    urls = [f"/key-results/{key_result.id}", f"/objectives/{key_result.objective_id}"]
    before = [(await client.get(url)).headers["etag"] for url in urls]

    made = await client.post(under(key_result), json={"title": "Open a shop"})
    await client.patch(f"/initiatives/{made.json()['id']}", json={"state": "done"}, headers=ANY)

    assert [(await client.get(url)).headers["etag"] for url in urls] == before


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"title": ""}, "/title", "too_short"),
        ({"steps": [{"title": "a"}] * 51}, "/steps", "too_many_items"),
        ({"steps": [{"title": "a", "done": 1}]}, "/steps/0/done", "not_a_boolean"),
        ({"steps": None}, "/steps", "not_a_list"),
        ({"url": "javascript:alert(1)"}, "/url", "wrong_url"),
        ({"owner_id": NOBODY}, "/owner_id", "unknown_id"),
        ({"state": "late"}, "/state", "unknown_field"),
        ({"starts_on": "2026-02-02", "due_on": "2026-02-01"}, "/due_on", "due_before_start"),
    ],
    ids=str,
)
async def test_what_is_no_plan_is_refused(
    client: AsyncClient, database: Database, ann: Person, wrong: Any, pointer: str, code: str
) -> None:
    key_result = await a_key_result(database, ann)

    refused = await client.post(under(key_result), json={"title": "Open a shop"} | wrong)

    assert refused.status_code == 422, refused.text
    [error] = refused.json()["errors"] or [refused.json() | {"pointer": pointer}]
    assert (error["pointer"], error["code"]) == (pointer, code)


async def test_one_day_counts_against_the_other_as_it_is_stored(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    plan = await make.initiative(database, await a_key_result(database, ann), due_on=today())
    url = f"/initiatives/{plan.id}"

    refused = await client.patch(url, json={"starts_on": str(today() + DAY)}, headers=ANY)
    moved = await client.patch(url, json={"starts_on": str(today())}, headers=ANY)

    assert (refused.status_code, refused.json()["code"]) == (422, "due_before_start")
    assert moved.status_code == 200


async def test_a_plan_belongs_to_who_can_own_it(
    client: AsyncClient, database: Database, ann: Person, bob: Person, vic: Person
) -> None:
    viewers, nobodys, bobs = [
        await a_key_result(database, ann, owner_member_id=id) for id in (vic.id, None, bob.id)
    ]
    new = {"title": "Open a shop"}

    made = [await client.post(under(each), json=new) for each in (viewers, nobodys, bobs)]
    named = await client.post(under(bobs), json=new | {"owner_id": str(ann.id)})
    none = await client.post(under(bobs), json=new | {"owner_id": None})
    refused = await client.post(under(bobs), json=new | {"owner_id": str(vic.id)})

    owners = [each.json()["owner"] for each in (*made, named, none)]
    assert [owner and owner["name"] for owner in owners] == [None, None, "Bob", "Ann", None]
    assert (refused.status_code, refused.json()["code"]) == (422, "owner_unfit")


@pytest.fixture
async def plan(database: Database, olga: Person, ann: Person, bob: Person) -> Initiative:
    """Ann's plan under Bob's key result of the boss's objective."""
    objective = await make.objective(database, olga)
    key_result = await make.key_result(database, objective, owner_member_id=bob.id)
    return await make.initiative(database, key_result, ann)


async def test_who_owns_a_plan_changes_it_and_does_not_hand_it_on(
    client: AsyncClient, app: FastAPI, plan: Initiative, ann: Person, bob: Person
) -> None:
    url, to_bob = f"/initiatives/{plan.id}", {"owner_id": str(bob.id)}

    kept = await client.patch(url, json={"owner_id": str(ann.id), "state": "done"}, headers=ANY)
    handed_on = await client.patch(url, json=to_bob, headers=ANY)
    deleted = await client.delete(url, headers=ANY)

    assert kept.status_code == 200, kept.text
    assert {each.json()["code"] for each in (handed_on, deleted)} == {"not_the_owner"}
    async with client_of(app, bob) as bobs:  # who owns the key result
        assert (await bobs.patch(url, json=to_bob, headers=ANY)).status_code == 200
    assert (await client.patch(url, json={"state": "doing"}, headers=ANY)).status_code == 403
    async with client_of(app, bob) as bobs:
        assert (await bobs.delete(url, headers=ANY)).status_code == 204


async def test_who_owns_a_plan_sees_it_where_others_do_not(
    app: FastAPI, database: Database, olga: Person, ann: Person, bob: Person
) -> None:
    secret = await make.objective(database, olga, visibility="private")
    key_result = await make.key_result(database, secret)
    plan = await make.initiative(database, key_result, ann)
    url = f"/initiatives/{plan.id}"

    async with client_of(app, ann) as client:
        assert (await client.get(url)).status_code == 200
        assert await titles(client) == ["Open a shop"]
        assert len((await client.get(under(key_result))).json()["items"]) == 1
    async with client_of(app, bob) as client:
        answers = [
            await client.get(url),
            await client.get(under(key_result)),
            await client.post(under(key_result), json={"title": "x"}),
            await client.patch(url, json={"state": "done"}, headers=ANY),
            await client.delete(url, headers=ANY),
        ]
        assert [answer.status_code for answer in answers] == [404] * 5
        assert await titles(client) == []


@pytest.mark.parametrize(
    ("cycle", "objective", "key_result", "code", "deletes"),
    [
        ({"state": "closed"}, {}, {}, "cycle_closed", 409),
        ({}, {"state": "dropped"}, {}, "objective_over", 204),
        ({}, {}, {"state": "dropped"}, "key_result_dropped", 204),
    ],
    ids=["closed cycle", "dropped objective", "dropped key result"],
)
async def test_what_is_over_is_planned_no_more(
    client: AsyncClient,
    database: Database,
    ann: Person,
    cycle: dict[str, Any],
    objective: dict[str, Any],
    key_result: dict[str, Any],
    code: str,
    deletes: int,
) -> None:
    place = await make.cycle(database, ann.org_id, **cycle)
    goal = await make.objective(database, ann, place, **objective)
    result = await make.key_result(database, goal, **key_result)
    url = f"/initiatives/{(await make.initiative(database, result, ann)).id}"

    made = await client.post(under(result), json={"title": "Open a shop"})
    changed = await client.patch(url, json={"state": "done"}, headers=ANY)
    deleted = await client.delete(url, headers=ANY)

    assert [(a.status_code, a.json()["code"]) for a in (made, changed)] == [(409, code)] * 2
    assert deleted.status_code == deletes


@pytest.mark.parametrize("frozen", [False, True])
async def test_both_find_the_same_overdue(
    client: AsyncClient, database: Database, ann: Person, frozen: bool
) -> None:
    kept = {
        "frozen_on": today(),
        "frozen_expected": 0,
        "frozen_health": "on_track",
        "frozen_source": "computed",
    }
    key_result = await a_key_result(database, ann, **(kept if frozen else {}))
    expected: dict[str, bool] = {}
    for state, days in product(InitiativeState, (None, -1, 0, 1)):
        due = None if days is None else today() + days * DAY
        made = await make.initiative(database, key_result, state=state, due_on=due)
        expected[str(made.id)] = is_overdue(state, due, today(), frozen=frozen)

    async def found(**wanted: str) -> dict[str, bool]:
        listed = await client.get("/initiatives", params=wanted)
        return {each["id"]: each["overdue"] for each in listed.json()["items"]}

    assert await found() == expected
    assert await found(overdue="true") == {id: True for id, late in expected.items() if late}
    assert await found(overdue="false") == {id: False for id, late in expected.items() if not late}


def day_in(zone: str) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize(("zone", "overdue"), [(AT_LAST, False), (AT_FIRST, True)])
async def test_a_plan_is_overdue_when_the_day_of_the_organization_has_passed(
    app: FastAPI, database: Database, zone: str, overdue: bool
) -> None:
    org_id = await make.organization(database, timezone=zone)
    eve = await make.member(database, org_id, "Eve", Role.owner)
    due = day_in(AT_LAST)  # which is over already where the day begins first
    plan = await make.initiative(database, await a_key_result(database, eve), eve, due_on=due)

    async with client_of(app, eve) as client:
        read = (await client.get(f"/initiatives/{plan.id}")).json()

    assert read["overdue"] is overdue


async def test_plans_are_found_by_whose_where_and_when(
    client: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    team = await make.team(database, ann, ann)
    ours = {"owner_member_id": None, "owner_team_id": team.id}
    teams = await make.objective(database, ann, year, **ours)
    result = await make.key_result(database, teams)
    late = {"title": "late", "due_on": today() - DAY, "state": "doing"}
    await make.initiative(database, result, ann, **late)
    other = await a_key_result(database, ann)
    await make.initiative(database, other, bob, title="soon", due_on=today() + DAY)
    await make.initiative(database, other, title="some day")

    found = {
        "key_result_id": (result.id, ["late"]),
        "objective_id": (other.objective_id, ["some day", "soon"]),
        "cycle_id": (year.id, ["late"]),
        "team_id": (team.id, ["late"]),
        "owner_id": ([str(bob.id), str(ann.org_id)], ["some day", "soon"]),
        "state": ("doing", ["late"]),
        "due_before": (today() + DAY, ["late"]),
        "due_after": (today(), ["soon"]),
        "updated_since": (datetime.now(UTC) + DAY, []),
    }
    for name, (value, expected) in found.items():
        wanted = value if isinstance(value, list) else str(value)
        assert await titles(client, **{name: wanted}) == expected, name
    first = (await client.get("/initiatives", params={"limit": 2})).json()
    rest = await titles(client, limit=2, cursor=first["next_cursor"])
    assert [each["title"] for each in first["items"]] + rest == ["some day", "soon", "late"]
    refused = await client.get("/initiatives", params={"overdue": "1"})
    assert refused.json()["errors"][0]["code"] == "not_a_boolean"


async def test_a_check_in_names_what_it_speaks_of_as_it_was_then(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    key_result = await a_key_result(database, ann)
    shop, post = [
        await make.initiative(database, key_result, ann, title=each) for each in ("Shop", "Post")
    ]
    url = f"/key-results/{key_result.id}/check-ins"
    ids = [str(post.id), str(shop.id)]

    told = await client.post(url, json={"value": 3, "initiative_ids": ids})
    silent = await client.post(url, json={"value": 4})

    named = [{"id": str(post.id), "title": "Post"}, {"id": str(shop.id), "title": "Shop"}]
    assert told.status_code == 201, told.text
    assert (told.json()["initiatives"], silent.json()["initiatives"]) == (named, [])
    await client.patch(f"/initiatives/{post.id}", json={"title": "Letters"}, headers=ANY)
    await client.delete(f"/initiatives/{shop.id}", headers=ANY)
    read = await client.get(f"/check-ins/{told.json()['id']}")
    assert read.json()["initiatives"] == named


async def test_a_check_in_names_only_initiatives_of_its_key_result_and_says_more(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    key_result = await a_key_result(database, ann)
    mine = str((await make.initiative(database, key_result, ann)).id)
    others = str((await make.initiative(database, await a_key_result(database, ann))).id)

    async def refused(**said: Any) -> tuple[int, str, str]:
        answer = await client.post(f"/key-results/{key_result.id}/check-ins", json=said)
        errors = answer.json()["errors"] or [{"code": answer.json()["code"], "pointer": ""}]
        return answer.status_code, errors[0]["pointer"], errors[0]["code"]

    ids = "/initiative_ids"
    assert await refused(initiative_ids=[mine]) == (422, "", "check_in_empty")
    assert await refused(value=1, initiative_ids=[mine, others]) == (422, f"{ids}/1", "unknown_id")
    assert await refused(value=1, initiative_ids=[mine, mine]) == (422, ids, "named_twice")
    assert await refused(value=1, initiative_ids=[mine] * 21) == (422, ids, "too_many_items")


@pytest.mark.parametrize("what", ["key_result", "objective"])
async def test_plans_go_with_what_they_serve_and_the_journal_tells(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, what: str
) -> None:
    objective = await make.objective(database, ann, state="draft")
    key_result = await make.key_result(database, objective)
    plan = await make.initiative(database, key_result, ann)
    urls = {
        "key_result": f"/key-results/{key_result.id}",
        "objective": f"/objectives/{objective.id}",
    }

    gone = await client.delete(urls[what], headers=ANY)

    assert gone.status_code == 204, gone.text
    assert (await client.get(f"/initiatives/{plan.id}")).status_code == 404
    told = await journal(boss, str(plan.id))
    assert [line["action"] for line in told] == ["initiative.deleted"]


async def test_a_plan_of_another_organization_is_not_there(
    app: FastAPI, database: Database, ann: Person, zoe: Person
) -> None:
    plan = await make.initiative(database, await a_key_result(database, ann), ann)

    async with client_of(app, zoe) as client:
        assert (await client.get(f"/initiatives/{plan.id}")).status_code == 404
        assert await titles(client) == []
