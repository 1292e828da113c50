"""How a cycle stands, in one answer."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle
from app.tables.member import MemberState
from tests import make
from tests.people import Person, client_of, today


async def status(client: AsyncClient, cycle: Cycle, **query: Any) -> dict[str, Any]:
    answer = await client.get(f"/cycles/{cycle.id}/status", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def some(counted: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counted.items() if count}


def names(idle: dict[str, Any]) -> list[str]:
    return [each["name"] for each in idle["items"]]


async def test_an_empty_cycle_has_nothing_and_everybody_is_asked(
    boss: AsyncClient, database: Database, ann: Person, vic: Person, year: Cycle
) -> None:
    await make.team(database, ann, name="Brand")

    found = await status(boss, year)

    assert (found["cycle_id"], found["nested"]) == (str(year.id), False)
    assert found["objectives"]["count"] == found["key_results"]["count"] == 0
    assert set(found["objectives"]["by_state"].values()) == {0}
    assert found["progress"]["mean"] is None
    assert found["stale"] == {"count": 0, "items": []}
    assert names(found["without_objective"]["members"]) == ["Ann", "Olga"]
    assert names(found["without_objective"]["teams"]) == ["Brand"]


async def test_objectives_are_counted_by_state_and_health_and_the_dropped_by_state_alone(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    for state, progress in (
        ("agreed", "0.5"),
        ("agreed", "0.35"),
        ("proposed", "0.1"),
        ("draft", None),
    ):
        figure = None if progress is None else Decimal(progress)
        await make.objective(database, ann, year, state=state, progress=figure)
    await make.objective(database, ann, year, state="dropped", progress=Decimal(1))

    found = (await status(boss, year))["objectives"]

    assert found["count"] == 4
    assert some(found["by_state"]) == {"agreed": 2, "proposed": 1, "draft": 1, "dropped": 1}
    assert found["by_health"] == {"on_track": 1, "at_risk": 1, "off_track": 1, "not_started": 1}


async def test_key_results_are_counted_by_kind_and_health_and_nothing_that_was_dropped(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    objective = await make.objective(database, ann, year)
    gone = await make.objective(database, ann, year, state="dropped")
    await make.key_result(database, objective, current=5, started=True)
    await make.key_result(database, objective)
    yes = {"kind": "yes_no", "start": None, "target": None}
    await make.key_result(database, objective, **yes, reported_health="at_risk")
    await make.key_result(database, objective, state="dropped")
    await make.key_result(database, gone)

    found = (await status(boss, year))["key_results"]

    assert found["count"] == 3
    assert some(found["by_kind"]) == {"increase": 2, "yes_no": 1}
    assert some(found["by_health"]) == {"on_track": 1, "not_started": 1, "at_risk": 1}


async def test_progress_is_a_weighted_mean_and_spread_over_ten_ranges(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    figures = {"0": 1, "0.0999": 1, "0.1": 1, "0.7": 3, "0.9": 1, "1": 1}
    for figure, weight in figures.items():
        await make.objective(database, ann, year, progress=Decimal(figure), weight=weight)
    await make.objective(database, ann, year, progress=None, weight=9)
    await make.objective(database, ann, year, progress=Decimal(1), weight=9, state="dropped")

    found = (await status(boss, year))["progress"]

    assert found["mean"] == 0.525  # 4.1999 of 8, with 4 decimals
    assert found["unknown"] == 1
    assert [each["count"] for each in found["buckets"]] == [2, 1, 0, 0, 0, 0, 0, 1, 0, 2]
    assert [found["buckets"][n]["at_least"] for n in (0, 3, 9)] == [0, 0.3, 0.9]
    assert [found["buckets"][n]["below"] for n in (0, 2, 9)] == [0.1, 0.3, 1]


async def test_the_silent_come_first_who_never_spoke_then_who_waited_longest(
    boss: AsyncClient, database: Database, ann: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, check_in="weekly")
    objective = await make.objective(database, ann, cycle)
    for n, days in enumerate((8, 20, 7)):
        said = {"checked_in_on": today() - timedelta(days=days), "owner_member_id": ann.id}
        await make.key_result(database, objective, title=f"{days}", position=n, **said)
    born = {"created_at": ann.caller.at - timedelta(days=9)}
    await make.key_result(database, objective, title="never", **born)
    for _ in range(20):
        said = {"checked_in_on": today() - timedelta(days=9)}
        await make.key_result(database, objective, title="9", **said)

    found = (await status(boss, cycle))["stale"]

    assert found["count"] == 23
    assert [each["title"] for each in found["items"]] == ["never", "20", *["9"] * 18]
    assert [each["owner"] and each["owner"]["name"] for each in found["items"][:2]] == [None, "Ann"]
    assert found["items"][0]["checked_in_on"] is None


async def test_a_draft_is_something_and_what_was_dropped_is_not(
    boss: AsyncClient, database: Database, olga: Person, ann: Person, bob: Person, year: Cycle
) -> None:
    await make.objective(database, ann, year, state="draft")
    await make.objective(database, bob, year, state="dropped")
    teams = [await make.team(database, ann, name=name) for name in ("Brand", "Sales")]
    whose = {"owner_member_id": None, "owner_team_id": teams[0].id}
    await make.objective(database, ann, year, **whose)
    await make.member(database, ann.org_id, "Gone", state=MemberState.deactivated)

    found = (await status(boss, year))["without_objective"]

    assert (found["members"]["count"], names(found["members"])) == (2, ["Bob", "Olga"])
    assert (found["teams"]["count"], names(found["teams"])) == (1, ["Sales"])


async def test_it_speaks_of_the_cycle_itself_unless_it_is_asked_about_those_inside(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    quarter = await make.cycle(database, ann.org_id, parent_id=year.id, ends_on=today())
    month = await make.cycle(
        database, ann.org_id, parent_id=quarter.id, starts_on=today(), ends_on=today()
    )
    for cycle in (year, quarter, quarter, month):
        await make.key_result(database, await make.objective(database, ann, cycle))

    counts = [
        ((await status(boss, cycle, nested=nested))["key_results"]["count"])
        for cycle in (year, quarter, month)
        for nested in ("false", "true")
    ]

    assert counts == [1, 4, 2, 3, 1, 1]


async def test_a_closed_cycle_is_counted_by_the_figures_that_it_keeps(
    boss: AsyncClient, database: Database, ann: Person
) -> None:
    days = {"starts_on": today() - timedelta(days=10), "ends_on": today() + timedelta(days=10)}
    cycle = await make.cycle(database, ann.org_id, state="review", check_in="weekly", **days)
    objective = await make.objective(database, ann, cycle)
    said = {"checked_in_on": today() - timedelta(days=9), "started": True, "current": 2}
    await make.key_result(database, objective, **said)
    before = await status(boss, cycle)
    assert (some(before["key_results"]["by_health"]), before["stale"]["count"]) == (
        {"off_track": 1},
        1,
    )

    note = {"to": "closed", "force": True, "note": "So."}
    await boss.post(f"/cycles/{cycle.id}/transitions", json=note)
    margins = {"policies": {"health_at_risk": 0.9, "health_off_track": 0.95}}
    org = f"http://test/v1/orgs/{ann.org_id}"
    await boss.patch(org, json=margins, headers={"If-Match": "*"})

    after = await status(boss, cycle)
    assert after["key_results"] == before["key_results"]
    assert after["objectives"] == before["objectives"]
    assert after["stale"]["count"] == 0


@pytest.mark.parametrize(("role", "seen"), [(Role.owner, 3), (Role.manager, 2), (Role.member, 1)])
async def test_only_what_one_may_see_is_counted(
    app: FastAPI, database: Database, ann: Person, year: Cycle, role: Role, seen: int
) -> None:
    eve = await make.member(database, ann.org_id, "Eve", role)
    await make.key_result(database, await make.objective(database, ann, year))
    hidden = await make.objective(database, ann, year, visibility="private", progress=Decimal(1))
    await make.key_result(database, hidden)
    ours = {"owner_member_id": None, "visibility": "private"}
    await make.key_result(database, await make.objective(database, ann, year, **ours))

    async with client_of(app, eve) as client:
        found = await status(client, year)

    assert (found["objectives"]["count"], found["key_results"]["count"]) == (seen, seen)


async def test_a_status_is_known_already_or_of_no_cycle(
    boss: AsyncClient, ann: Person, year: Cycle
) -> None:
    url = f"/cycles/{year.id}/status"
    tag = (await boss.get(url)).headers["etag"]

    assert (await boss.get(url, headers={"If-None-Match": tag})).status_code == 304
    assert (await boss.get(f"/cycles/{ann.id}/status")).status_code == 404
    assert (await boss.get(url, params={"state": "draft"})).status_code == 422
