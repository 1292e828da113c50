"""What was planned in one cycle is copied into another."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle, Objective
from app.tables.member import MemberState
from tests import make, recompute
from tests.people import Person, client_of, today

NEXT = timedelta(days=201)


@pytest.fixture
async def following(database: Database, olga: Person, year: Cycle) -> Cycle:
    """The cycle after the one that is under way."""
    days = {"starts_on": year.starts_on + NEXT, "ends_on": year.ends_on + NEXT}
    return await make.cycle(database, olga.org_id, name="Next", state="planning", **days)


async def copied(
    client: AsyncClient, source: Cycle, target: Cycle, headers: Any = None, **more: Any
) -> Response:
    body = {"from_cycle_id": str(source.id)} | more
    return await client.post(f"/cycles/{target.id}/copies", json=body, headers=headers)


async def inside(client: AsyncClient, cycle: Cycle) -> list[dict[str, Any]]:
    query = {"cycle_id": str(cycle.id), "include": "key_results"}
    items: list[dict[str, Any]] = (await client.get("/objectives", params=query)).json()["items"]
    return items


SAME = ("title", "why", "type", "weight", "progress_policy", "visibility", "theme_id", "owner")


async def test_an_objective_is_copied_as_a_draft_that_begins_anew(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle, following: Cycle
) -> None:
    told = {"why": "So.", "weight": 3, "type": "aspirational", "progress": Decimal("0.4")}
    theme = await make.theme(database, ann.org_id)
    objective = await make.objective(database, ann, year, theme_id=theme.id, **told)
    steps = [{"id": str(theme.id), "title": "Draft", "weight": 2, "done": True}]
    stones = {"kind": "milestones", "start": None, "target": None, "steps": steps, "current": 2}
    stops = [
        {"on": str(year.starts_on + timedelta(days=10)), "value": 1},
        {"on": str(today()), "value": 5.5},
    ]
    said = {"current": 4, "confidence": 3, "started": True, "reported_health": "at_risk"}
    due = {"due_on": today(), "checked_in_on": today(), "owner_member_id": bob.id}
    await make.key_result(database, objective, waypoints=stops, **said, **due)
    await make.key_result(database, objective, position=1, **stones)
    await make.key_result(database, objective, position=2, state="dropped")

    made = await copied(boss, year, following)

    assert made.status_code == 201
    assert made.headers["location"].endswith(f"/objectives?cycle_id={following.id}")
    [copy] = await inside(boss, following)
    was = (await boss.get(f"/objectives/{objective.id}")).json()
    assert {n: copy[n] for n in SAME} == {n: was[n] for n in SAME}
    assert (copy["state"], copy["progress"], copy["version"]) == ("draft", 0, 1)
    assert copy["copied_from_id"] == was["id"]
    assert made.json()["copied"] == [{"from_id": was["id"], "id": copy["id"]}]
    number, stones = copy["key_results"]
    assert number["metric"] == was["key_results"][0]["metric"] | {"current": None}
    assert number["copied_from_id"] == was["key_results"][0]["id"]
    assert [number[n] for n in ("progress", "attainment", "confidence", "stale")] == [
        0,
        0,
        None,
        False,
    ]
    assert (number["health"], number["owner"]["name"]) == ("not_started", "Bob")
    assert number["due_on"] == str(today() + NEXT)
    assert [each["on"] for each in number["waypoints"]] == [
        str(year.starts_on + timedelta(days=10) + NEXT),
        str(today() + NEXT),
    ]
    [step] = stones["metric"]["steps"]
    assert (step["title"], step["weight"], step["done"]) == ("Draft", 2, False)
    assert (step["id"] != steps[0]["id"], stones["metric"]["current"]) == (True, None)


async def test_days_beyond_the_end_of_a_shorter_cycle_go(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    first = year.starts_on
    month = await make.cycle(
        database, ann.org_id, starts_on=today(), ends_on=today() + timedelta(days=29)
    )
    stops = [{"on": str(first + timedelta(days=n)), "value": n} for n in (0, 29, 30)]
    objective = await make.objective(database, ann, year)
    late = {"due_on": first + timedelta(days=30)}
    await make.key_result(database, objective, waypoints=stops, **late)

    await copied(boss, year, month)

    [[number]] = [each["key_results"] for each in await inside(boss, month)]
    assert [each["on"] for each in number["waypoints"]] == [
        str(month.starts_on),
        str(month.ends_on),
    ]
    assert number["due_on"] is None


async def test_accepted_alignments_between_copies_stay_accepted_and_count(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle, following: Cycle
) -> None:
    parent = await make.objective(database, bob, year, progress_policy="both")
    child, other = [await make.objective(database, ann, year) for _ in range(2)]
    goal = await make.key_result(database, parent, progress_source="children")
    mine = await make.key_result(database, child)
    elsewhere = await make.objective(database, bob)
    await make.alignment(database, child, parent, weight=Decimal("2.5"), note="Because.")
    await make.alignment(database, mine, goal)
    await make.alignment(database, other, child, relation="depends_on")
    await make.alignment(database, other, parent, state="proposed")
    await make.alignment(database, other, parent, state="withdrawn", relation="supports")
    await make.alignment(database, child, elsewhere)

    made = (await copied(boss, year, following)).json()

    counts = {name: value for name, value in made.items() if name.endswith("_count")}
    assert counts == {
        "objective_count": 3,
        "key_result_count": 2,
        "alignment_count": 3,
        "skipped_count": 0,
    }
    listed = await boss.get("/alignments", params={"cycle_id": str(following.id)})
    edges = listed.json()["items"]
    assert {(e["relation"], e["weight"], e["state"]) for e in edges} == {
        ("contributes", 2.5, "accepted"),
        ("contributes", 1, "accepted"),
        ("depends_on", 1, "accepted"),
    }
    now = {pair["from_id"]: pair["id"] for pair in made["copied"]}
    [weighed] = [e for e in edges if e["weight"] == 2.5]
    assert weighed["child"]["id"] == now[str(child.id)]
    assert weighed["parent"]["id"] == now[str(parent.id)]
    world = await recompute.read(database, ann.org_id)
    wanted = recompute.recomputed(world, {})
    assert all(world.stored[id] == wanted[id] for id in world.objectives if str(id) in now.values())
    assert world.stored[UUID(now[str(parent.id)])] == 0


async def test_copying_again_makes_only_what_is_missing(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle, following: Cycle
) -> None:
    first = await make.objective(database, ann, year)
    await copied(boss, year, following)
    second = await make.objective(database, ann, year)

    again = (await copied(boss, year, following)).json()

    assert [each["from_id"] for each in again["copied"]] == [str(second.id)]
    assert again["skipped"] == [{"id": str(first.id), "code": "already_copied"}]
    [copy] = [o for o in await inside(boss, following) if o["copied_from_id"] == str(first.id)]
    await boss.post(f"/objectives/{copy['id']}/transitions", json={"to": "dropped"})
    anew = (await copied(boss, year, following)).json()
    assert [each["from_id"] for each in anew["copied"]] == [str(first.id)]


async def test_a_copy_is_joined_to_what_was_copied_before(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle, following: Cycle
) -> None:
    parent = await make.objective(database, bob, year, progress_policy="both")
    child = await make.objective(database, ann, year)
    goal = await make.key_result(database, parent, progress_source="children")
    mine = await make.key_result(database, child)
    below = await make.objective(database, ann, year)
    await make.alignment(database, child, parent, weight=Decimal("2.5"))
    await make.alignment(database, mine, goal)
    await make.alignment(database, below, child, relation="depends_on")

    first = (await copied(boss, year, following, owner_id=[str(bob.id)])).json()
    then = (await copied(boss, year, following)).json()
    again = (await copied(boss, year, following)).json()

    assert (first["alignment_count"], then["alignment_count"]) == (0, 3)
    assert (then["objective_count"], again["alignment_count"]) == (2, 0)
    listed = await boss.get("/alignments", params={"cycle_id": str(following.id)})
    edges = {(e["relation"], e["weight"], e["state"]) for e in listed.json()["items"]}
    assert edges == {
        ("contributes", 2.5, "accepted"),
        ("contributes", 1, "accepted"),
        ("depends_on", 1, "accepted"),
    }
    world = await recompute.read(database, ann.org_id)
    wanted = recompute.recomputed(world, {})
    now = [o for o in world.objectives.values() if o.copied_from_id]
    assert [world.stored[o.id] for o in now] == [wanted[o.id] for o in now]


async def test_a_copy_is_not_joined_to_what_went_on_nor_into_a_loop(
    app: FastAPI,
    boss: AsyncClient,
    database: Database,
    ann: Person,
    bob: Person,
    year: Cycle,
    following: Cycle,
) -> None:
    one, two, three = [await make.objective(database, bob, year) for _ in range(3)]
    middle = await make.objective(database, ann, year)
    for child, parent in ((one, middle), (middle, two), (middle, three)):
        await make.alignment(database, child, parent)
    await copied(boss, year, following, owner_id=[str(bob.id)])
    before = {o["copied_from_id"]: o["id"] for o in await inside(boss, following)}
    ends = {"child": before[str(two.id)], "parent": before[str(one.id)]}
    turned = {name: {"kind": "objective", "id": id} for name, id in ends.items()}
    async with client_of(app, bob) as bobs:
        assert (await bobs.post("/alignments", json=turned)).json()["state"] == "accepted"
    gone_on = f"/objectives/{before[str(three.id)]}/transitions"
    assert (await boss.post(gone_on, json={"to": "proposed"})).status_code == 200

    made = (await copied(boss, year, following)).json()

    assert (made["objective_count"], made["alignment_count"]) == (1, 1)


async def test_who_can_own_nothing_more_is_left_out_and_named(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle, following: Cycle
) -> None:
    gone = await make.member(database, ann.org_id, "Gone", state=MemberState.deactivated)
    eyes = await make.member(database, ann.org_id, "Eyes", Role.viewer)
    lost = [await make.objective(database, each, year) for each in (gone, eyes)]
    kept = await make.objective(database, ann, year)
    await make.key_result(database, kept, owner_member_id=gone.id)

    made = (await copied(boss, year, following)).json()

    assert made["skipped"] == [{"id": str(o.id), "code": "owner_unfit"} for o in lost]
    [copy] = await inside(boss, following)
    assert copy["key_results"][0]["owner"]["name"] == "Ann"


async def test_owners_and_states_say_what_is_copied_and_the_dropped_never_is(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle, following: Cycle
) -> None:
    team = await make.team(database, bob)
    nobody: dict[str, Any] = {"owner_member_id": None}
    ours = await make.objective(database, ann, year, **nobody)
    teams = await make.objective(database, ann, year, owner_team_id=team.id, **nobody)
    bobs = await make.objective(database, bob, year)
    draft = await make.objective(database, ann, year, state="draft")
    await make.objective(database, ann, year, state="dropped")
    await make.objective(database, ann, year)

    async def made(**more: Any) -> list[str]:
        answer = (await copied(boss, year, following, **more)).json()
        return [each["from_id"] for each in answer["copied"]]

    assert await made(owner_id=[str(ann.org_id)]) == [str(ours.id)]
    assert await made(owner_id=[str(team.id), str(bob.id)]) == [str(teams.id), str(bobs.id)]
    assert await made(states=["draft"]) == [str(draft.id)]
    assert len(await made()) == 1
    refused = await copied(boss, year, following, states=["dropped"])
    assert refused.json()["errors"][0]["pointer"] == "/states/0"


async def test_it_is_all_told_in_the_journal(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle, following: Cycle
) -> None:
    goals: list[Objective] = [await make.objective(database, ann, year) for _ in range(2)]
    for goal in goals:
        await make.key_result(database, goal)
    await make.alignment(database, goals[0], goals[1])

    await copied(boss, year, following)

    lines = (await boss.get("/journal?since_seq=0")).json()["items"]
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5]
    assert [line["action"] for line in lines] == [
        *["objective.created"] * 2,
        *["key_result.created"] * 2,
        "alignment.created",
    ]
    assert {line["actor"]["name"] for line in lines} == {"Olga"}
    assert lines[0]["after"]["copied_from_id"] == str(goals[0].id)
    assert lines[0]["moved"][0]["progress_after"] == 0


async def test_a_copy_with_a_key_happens_once(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle, following: Cycle
) -> None:
    await make.objective(database, ann, year)
    key = {"Idempotency-Key": "copy-1"}

    first = await copied(boss, year, following, key)
    again = await copied(boss, year, following, key)

    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    assert len(await inside(boss, following)) == 1


async def test_a_closed_cycle_gives_and_takes_nothing(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    over = await make.cycle(database, ann.org_id, state="closed")
    await make.objective(database, ann, over, state="closed", outcome="achieved")

    given = await copied(boss, over, year)
    taken = await copied(boss, year, over)
    itself = await copied(boss, year, year)
    unknown = await boss.post(f"/cycles/{year.id}/copies", json={"from_cycle_id": str(ann.id)})
    nobody = await copied(boss, over, year, owner_id=[str(ann.id), str(over.id)])

    assert given.json()["objective_count"] == 1
    assert (taken.status_code, taken.json()["code"]) == (409, "cycle_closed")
    assert itself.json()["errors"][0]["code"] == "same_cycle"
    assert unknown.json()["errors"][0]["code"] == "unknown_id"
    assert nobody.json()["errors"][0]["pointer"] == "/owner_id/1"


async def test_only_what_one_may_see_is_copied(
    app: FastAPI, database: Database, ann: Person, max: Person, year: Cycle, following: Cycle
) -> None:
    await make.objective(database, ann, year, visibility="private")
    seen = await make.objective(database, ann, year)
    own = await make.objective(database, max, year)

    async with client_of(app, max) as client:
        made = (await copied(client, year, following)).json()

    assert [each["from_id"] for each in made["copied"]] == [str(own.id)]
    assert made["skipped"] == [{"id": str(seen.id), "code": "not_yours"}]  # for an admin to copy


async def test_more_than_one_commit_should_hold_is_refused(
    boss: AsyncClient,
    database: Database,
    ann: Person,
    year: Cycle,
    following: Cycle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.features.copies.commands.MOST_COPIES", 1)
    for state in ("draft", "agreed"):
        await make.objective(database, ann, year, state=state)

    refused = await copied(boss, year, following)
    fewer = await copied(boss, year, following, states=["draft"])

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_copies")
    assert fewer.status_code == 201
