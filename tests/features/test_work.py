"""What waits for somebody: each list against the rule behind it, and against who may see what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.actor import Actor
from app.domain.cadence import CheckInCadence
from app.domain.cycle import CycleState
from app.domain.due import check_in_due_on, is_check_in_due, is_waited_for
from app.domain.initiative import InitiativeState, is_due_soon
from app.domain.metric import ProgressSource
from app.domain.permissions import may_agree, may_decide
from app.domain.role import Role
from app.tables import Cycle, KeyResult, Objective
from app.tables.member import MemberState
from tests import make
from tests.people import Person, client_of, today

WORK, TOKENS = "http://test/v1/me/work", "http://test/v1/me/tokens"
LISTS = ("objectives", "check_ins_due", "decisions", "proposals", "initiatives_due")
DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # 25 hours apart
Owned = dict[str, UUID | None]


async def work(client: AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get(WORK)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["organizations"]
    return found


async def mine(app: FastAPI, person: Person) -> dict[str, Any]:
    """Return what waits for somebody in the one organization that they are in."""
    async with client_of(app, person) as client:
        [found] = await work(client)
        return found


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in items]


async def test_nothing_waits_for_who_has_nothing_to_do(client: AsyncClient, ann: Person) -> None:
    [found] = await work(client)

    assert found.pop("org")["id"] == str(ann.org_id)
    assert found.pop("today_on") == str(today())
    assert found.pop("counts") == dict.fromkeys(LISTS, 0)
    assert found == {name: [] for name in LISTS}


async def test_everything_that_waits_is_shown_with_what_one_needs_to_do_it(
    client: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    goal = await make.objective(database, ann, year, progress=0.5)
    week_ago = {"checked_in_on": today() - 30 * DAY, "current": 5, "confidence": 7}
    key_result = await make.key_result(database, goal, owner_member_id=ann.id, **week_ago)
    bobs = await make.objective(database, bob, year, title="Be known")
    edge = await make.alignment(database, bobs, key_result, state="proposed", note="Please.")
    proposed = await make.objective(database, ann, year, state="proposed", why="So.")
    plan = await make.initiative(database, key_result, ann, due_on=today() - DAY)

    [found] = await work(client)

    cycle = {"id": str(year.id), "name": "This year", "ends_on": str(year.ends_on)}
    named = {"id": str(goal.id), "title": "Be loved"}
    result = {"id": str(key_result.id), "title": "Net promoter score"}
    me = ann.owner | {"name": "Ann"}
    assert found["counts"] == dict.fromkeys(LISTS, 1) | {"objectives": 2}
    assert ids(found["objectives"]) == [str(goal.id), str(proposed.id)]
    shown = found["objectives"][0]
    assert {
        name: shown[name] for name in ("owner", "cycle", "state", "progress", "confidence")
    } == {
        "owner": me,
        "cycle": cycle,
        "state": "agreed",
        "progress": 0.5,
        "confidence": 7,
    }
    [due] = found["check_ins_due"]
    assert due["objective"] == named
    assert (due["id"], due["metric"]["current"], due["stale"]) == (str(key_result.id), 5, False)
    assert due["checked_in_on"] == str(today() - 30 * DAY)
    assert due["check_in_due_on"] == str(today())
    [decision] = found["decisions"]
    assert (decision["id"], decision["note"]) == (str(edge.id), "Please.")
    assert decision["child"] == {
        "kind": "objective",
        "id": str(bobs.id),
        "title": "Be known",
        "objective_id": None,
        "owner": bob.owner | {"name": "Bob"},
    }
    assert decision["parent"] == result | {
        "kind": "key_result",
        "objective_id": str(goal.id),
        "owner": me,
    }
    [proposal] = found["proposals"]
    assert (proposal["id"], proposal["why"]) == (str(proposed.id), "So.")
    assert (proposal["cycle"], proposal["owner"]) == (cycle, me)
    assert found["initiatives_due"] == [
        {
            "id": str(plan.id),
            "title": plan.title,
            "state": "planned",
            "due_on": str(plan.due_on),
            "overdue": True,
            "key_result": result,
            "objective": named,
        }
    ]


async def test_one_call_tells_of_every_organization_and_a_bound_token_of_one(
    app: FastAPI, client: AsyncClient, database: Database, ann: Person, zoe: Person
) -> None:
    there = await make.member(database, zoe.org_id, "Annie", account_id=ann.account_id)
    left = await make.member(database, await make.organization(database), "Lou", Role.owner)
    gone: dict[str, Any] = {"account_id": ann.account_id, "state": MemberState.deactivated}
    await make.objective(database, await make.member(database, left.org_id, "Anna", **gone))
    goals = [await make.objective(database, each) for each in (ann, there)]
    await make.objective(database, zoe)

    found = await work(client)

    assert [each["org"]["id"] for each in found] == [str(ann.org_id), str(zoe.org_id)]
    assert [ids(each["objectives"]) for each in found] == [[str(each.id)] for each in goals]
    bound = {"name": "CI", "scopes": ["read"], "org_id": str(zoe.org_id)}
    token = (await client.post(TOKENS, json=bound)).json()["token"]
    async with client_of(app, ann) as script:
        script.headers["Authorization"] = f"Bearer {token}"
        assert await work(script) == found[1:]


async def test_what_somebody_has_already_is_not_sent_again(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    first = await client.get(WORK)
    known = {"If-None-Match": first.headers["etag"]}

    assert (await client.get(WORK, headers=known)).status_code == 304
    await make.objective(database, ann)
    assert (await client.get(WORK, headers=known)).status_code == 200
    assert (await client.get(WORK, params={"limit": 1})).status_code == 422


async def test_a_list_ends_after_fifty_and_says_how_many_there_are(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    key_result = await make.key_result(database, await make.objective(database, ann))
    made = [
        await make.initiative(database, key_result, ann, due_on=today() - n * DAY)
        for n in range(52)
    ]

    [found] = await work(client)

    assert found["counts"]["initiatives_due"] == 52
    assert ids(found["initiatives_due"]) == [str(each.id) for each in reversed(made[2:])]


async def test_objectives_are_the_open_ones_of_somebody_and_of_the_teams_below_them(
    app: FastAPI, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    led = await make.team(database, ann, bob)
    below = await make.team(database, None, bob, parent_id=led.id)
    closed = await make.cycle(database, ann.org_id, state="closed")
    soon = await make.cycle(database, ann.org_id, state="planning", ends_on=today() + DAY)
    of_team: Owned = {"owner_member_id": None, "owner_team_id": below.id}
    outcome = {"state": "closed", "outcome": "achieved"}
    mine_first = await make.objective(database, ann, soon, state="draft", visibility="private")
    teams = await make.objective(database, ann, year, **of_team)
    for place, fields in ((year, outcome), (year, {"state": "dropped"}), (closed, {})):
        await make.objective(database, ann, place, **fields)
    await make.objective(database, bob, year)
    await make.objective(database, ann, year, owner_member_id=None)

    assert ids((await mine(app, ann))["objectives"]) == [str(mine_first.id), str(teams.id)]
    assert len((await mine(app, bob))["objectives"]) == 1


def some_key_result(random: Random, people: list[Person]) -> dict[str, Any]:
    """Return a key result that waits for somebody, or for nobody."""
    return {
        "owner_member_id": random.choice([None, None, *[each.id for each in people]]),
        "state": random.choice(["active"] * 4 + ["dropped"]),
        "progress_source": random.choice(["check_ins"] * 4 + ["children"]),
        "checked_in_on": random.choice([None, today() - random.randint(0, 40) * DAY]),
        "created_at": datetime.now(UTC) - random.randint(0, 60) * DAY,
    }


def waits(kr: KeyResult, o: Objective, cycle: Cycle, actor: Actor) -> bool:
    """Whether a key result waits for somebody, as the rules say."""
    since = kr.checked_in_on or max(cycle.starts_on, kr.created_at.date())
    told = (cycle.state, cycle.check_in, kr.progress_source, since)
    due = kr.state == "active" and is_check_in_due(today(), *told)
    return due and is_waited_for(actor, o.owner, kr.owner_member_id)


@pytest.mark.parametrize("cadence", [*CheckInCadence, None])
async def test_both_find_the_same_check_ins_due(
    app: FastAPI,
    database: Database,
    ann: Person,
    bob: Person,
    cadence: CheckInCadence | None,
) -> None:
    random, expected = Random(f"{cadence}"), dict[str, str]()
    led = await make.team(database, ann, bob)
    owners: list[Owned] = [
        {"owner_member_id": ann.id},
        {"owner_member_id": bob.id},
        {"owner_member_id": None, "owner_team_id": led.id},
        {"owner_member_id": None},
    ]
    actor = replace(ann.actor, leads=frozenset({led.id}))
    for state in (CycleState.planning, *[CycleState.active] * 3, CycleState.review):
        first = today() - random.randint(0, 90) * DAY
        place = {"state": state, "check_in": cadence, "starts_on": first}
        cycle = await make.cycle(database, ann.org_id, **place)
        for whose in owners:
            goal = await make.objective(database, ann, cycle, **whose)
            for position in range(3):
                fields = some_key_result(random, [ann, bob]) | {"position": position}
                kr = await make.key_result(database, goal, **fields)
                since = kr.checked_in_on or max(cycle.starts_on, kr.created_at.date())
                if waits(kr, goal, cycle, actor):
                    expected[str(kr.id)] = str(check_in_due_on(cadence, since))

    found = (await mine(app, ann))["check_ins_due"]

    assert expected
    assert {each["id"]: each["check_in_due_on"] for each in found} == expected
    assert [each["check_in_due_on"] for each in found] == sorted(expected.values())


async def test_a_check_in_is_due_on_the_day_of_the_organization(
    app: FastAPI, database: Database
) -> None:
    due = dict[str, int]()
    for zone in (FIRST_DAY, LAST_DAY):
        org_id = await make.organization(database, timezone=zone)
        eve = await make.member(database, org_id, "Eve", Role.owner)
        cycle = await make.cycle(database, org_id, check_in="weekly")
        goal = await make.objective(database, eve, cycle)
        async with client_of(app, eve) as client:
            [there] = await work(client)
        await make.key_result(database, goal, checked_in_on=today() - 6 * DAY)
        due[zone] = (await mine(app, eve))["counts"]["check_ins_due"]
        assert due[zone] == (there["today_on"] > str(today()))


@pytest.mark.parametrize("role", list(Role))
async def test_decisions_and_proposals_wait_for_whoever_may_answer(
    app: FastAPI, database: Database, bob: Person, year: Cycle, role: Role
) -> None:
    kim = await make.member(database, bob.org_id, "Kim", role)
    led, other = await make.team(database, kim, bob), await make.team(database, bob, kim)
    owners: list[Owned] = [
        {"owner_member_id": kim.id},
        {"owner_member_id": bob.id},
        {"owner_member_id": None, "owner_team_id": led.id},
        {"owner_member_id": None, "owner_team_id": other.id},
        {"owner_member_id": None},
    ]
    actor = replace(kim.actor, leads=frozenset({led.id}))
    child = await make.objective(database, bob, year)
    decisions, proposals = list[str](), list[str]()
    for whose in owners:
        goal = await make.objective(database, bob, year, state="proposed", **whose)
        result = await make.key_result(database, goal)
        edges = [await make.alignment(database, child, p, state="proposed") for p in (goal, result)]
        await make.alignment(database, child, goal, relation="supports")
        if may_decide(actor, goal.owner):
            decisions += [str(each.id) for each in edges]
        if may_agree(actor, goal.owner) and role is not Role.viewer:
            proposals.append(str(goal.id))

    found = await mine(app, kim)

    assert ids(found["decisions"]) == decisions
    assert ids(found["proposals"]) == proposals
    async with client_of(app, kim) as client:
        for id in decisions:
            answer = await client.post(f"/alignments/{id}/decision", json={"decision": "decline"})
            assert answer.status_code == 200, answer.text
        for id in proposals:
            answer = await client.post(f"/objectives/{id}/transitions", json={"to": "agreed"})
            assert answer.status_code == 200, answer.text
        [found] = await work(client)
    assert (found["decisions"], found["proposals"]) == ([], [])


async def test_what_is_over_waits_for_no_decision(
    client: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    living, dropped = [
        await make.objective(database, ann, year, state=state) for state in ("agreed", "dropped")
    ]
    of_bob, of_bob_once = [
        await make.objective(database, bob, year, state=state) for state in ("agreed", "dropped")
    ]
    no_more = await make.key_result(database, living, state="dropped")
    for child, parent in ((of_bob, dropped), (of_bob_once, living), (of_bob, no_more)):
        await make.alignment(database, child, parent, state="proposed")

    [found] = await work(client)

    assert found["decisions"] == []


async def test_a_child_that_one_may_not_see_is_hidden(
    client: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    secret = await make.objective(database, bob, year, title="Hush", visibility="private")
    goal = await make.objective(database, ann, year)
    edge = await make.alignment(database, secret, goal, state="proposed")

    answer = await client.get(WORK)

    [decision] = answer.json()["organizations"][0]["decisions"]
    assert decision["child"] == (await client.get(f"/alignments/{edge.id}")).json()["child"]
    assert decision["child"]["kind"] == "hidden"
    assert "Hush" not in answer.text
    assert str(secret.id) not in answer.text


@pytest.mark.parametrize("frozen", [False, True])
async def test_both_find_the_same_initiatives_due(
    client: AsyncClient, database: Database, ann: Person, bob: Person, frozen: bool
) -> None:
    kept = {
        "frozen_on": today(),
        "frozen_expected": 0,
        "frozen_health": "on_track",
        "frozen_source": "computed",
    }
    goal = await make.objective(database, bob, visibility="private")
    key_result = await make.key_result(database, goal, **(kept if frozen else {}))
    expected = set[str]()
    for state in InitiativeState:
        for days in (None, -1, 0, 14, 15):
            due = None if days is None else today() + days * DAY
            made = await make.initiative(database, key_result, ann, state=state, due_on=due)
            await make.initiative(database, key_result, bob, state=state, due_on=due)
            if is_due_soon(state, due, today(), frozen=frozen):
                expected.add(str(made.id))

    [found] = await work(client)

    assert {each["id"] for each in found["initiatives_due"]} == expected
    assert found["counts"]["initiatives_due"] == len(expected) == (0 if frozen else 6)


async def test_who_only_looks_is_waited_for_by_nobody(
    app: FastAPI, database: Database, vic: Person, bob: Person, year: Cycle
) -> None:
    once = await make.objective(database, vic, year, state="proposed")
    old = {"checked_in_on": today() - 60 * DAY, "progress_source": ProgressSource.check_ins}
    key_result = await make.key_result(database, once, owner_member_id=vic.id, **old)
    await make.initiative(database, key_result, vic, due_on=today())
    child = await make.objective(database, bob, year)
    await make.alignment(database, child, once, state="proposed")

    found = await mine(app, vic)

    assert found["counts"] == dict.fromkeys(LISTS, 0) | {"objectives": 1}
