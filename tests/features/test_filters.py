"""Filters: each finds the items that show what was asked for, and no other."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.cycle import CycleState
from app.tables import Cycle
from tests import make, watched
from tests.features.test_health import some_key_result
from tests.features.test_sorting import walked
from tests.people import Person, today

Item = dict[str, Any]
HEALTHS = ("off_track", "at_risk", "on_track", "not_started")


@pytest.fixture
async def goals(database: Database, ann: Person, bob: Person, year: Cycle) -> None:
    """Goals in every state of health, in three cycles, of members and of a team."""
    random = Random(7)
    team = await make.team(database, bob, ann)
    begun, later = today() - timedelta(days=20), today() + timedelta(days=5)
    young = await make.cycle(database, ann.org_id, starts_on=begun)
    to_come = await make.cycle(database, ann.org_id, starts_on=later, state=CycleState.planning)
    for n in range(30):
        cycle = (year, young, to_come)[n % 3]
        whose = {"owner_member_id": None, "owner_team_id": team.id} if n % 5 == 0 else {}
        progress = random.choice([None, Decimal(random.randint(0, 100)) / 100])
        objective = await make.objective(database, ann, cycle, progress=progress, **whose)
        for position in range(n % 4):
            fields = some_key_result(random, cycle)
            await make.key_result(database, objective, **fields, position=position)


async def found(client: AsyncClient, path: str, **asked: Any) -> set[str]:
    return {each["id"] for each in await walked(client, path, limit=7, **asked)}


@pytest.mark.usefixtures("goals")
@pytest.mark.parametrize("path", ["/objectives", "/key-results"])
async def test_what_depends_on_the_day_is_filtered_as_it_is_shown(
    client: AsyncClient, path: str
) -> None:
    everything = await walked(client, path, limit=100)

    def those(fits: Callable[[Item], bool]) -> set[str]:
        return {each["id"] for each in everything if fits(each)}

    for health in HEALTHS:
        expected = {each["id"] for each in everything if each["health"] == health}
        assert await found(client, path, health=health) == expected
        assert expected, health
    bad = ["off_track", "at_risk"]
    assert await found(client, path, health=bad) == those(lambda each: each["health"] in bad)
    assert await found(client, path, stale=True) == those(lambda each: each["stale"])
    assert await found(client, path, stale=False) == those(lambda each: not each["stale"])
    sure = those(lambda each: each["confidence"] is not None and each["confidence"] >= 5.5)
    assert await found(client, path, confidence_gte="5.5") == sure
    unsure = those(lambda each: each["confidence"] is not None and 2 <= each["confidence"] <= 4)
    assert await found(client, path, confidence_gte=2, confidence_lte=4) == unsure
    both = those(lambda each: each["health"] == "at_risk" and each["stale"])
    assert await found(client, path, health="at_risk", stale=True, sort="-health") == both
    counted = await client.get(path, params={"health": bad, "include": "total", "limit": 1})
    assert counted.json()["total"] == len(await found(client, path, health=bad))


@pytest.mark.usefixtures("goals")
async def test_a_frozen_health_is_filtered_as_it_was(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    kept = {
        "frozen_on": today(),
        "frozen_expected": 1,
        "frozen_health": "off_track",
        "frozen_source": "reported",
    }
    over = await make.objective(database, ann, year, state="dropped", progress=1, **kept)

    assert str(over.id) in await found(client, "/objectives", health="off_track", stale=False)
    assert str(over.id) not in await found(client, "/objectives", health="on_track")


@pytest.mark.usefixtures("goals")
async def test_key_results_are_found_by_cycle_and_team_of_their_objective(
    client: AsyncClient, year: Cycle
) -> None:
    teams = {
        each["owner"]["id"]: each["id"]
        for each in await walked(client, "/objectives", limit=100)
        if each["owner"]["kind"] == "team"
    }
    [team_id] = teams
    mine = await found(client, "/objectives", team_id=team_id, cycle_id=str(year.id))

    listed = await walked(client, "/key-results", team_id=team_id, cycle_id=str(year.id))

    assert {each["objective_id"] for each in listed} <= mine
    within = [await found(client, f"/objectives/{id}/key-results") for id in mine]
    assert {each["id"] for each in listed} == set().union(*within)


@pytest.mark.parametrize(
    "path",
    ["/objectives", "/key-results", "/check-ins", "/alignments", "/cycles", "/members", "/journal"],
)
async def test_what_changed_since_is_found_and_every_list_is_counted(
    boss: AsyncClient, database: Database, ann: Person, olga: Person, path: str
) -> None:
    before = datetime.now(UTC)
    goal = await make.objective(database, ann)
    key_result = await make.key_result(database, goal)
    await make.check_in(database, ann, key_result)
    await make.alignment(database, await make.objective(database, ann), goal)
    await boss.post("/cycles", json={"name": "Q", "kind": "custom", "starts_on": str(today()),
                                     "ends_on": str(today())})  # fmt: skip
    await make.member(database, ann.org_id, "Eve")

    since: dict[str, Any] = {"updated_since": before.isoformat(), "include": "total", "limit": 1}
    listed = (await boss.get(path, params=since)).json()
    later = since | {"updated_since": datetime.now(UTC).isoformat()}
    nothing = (await boss.get(path, params=later)).json()

    assert listed["total"] == len(await walked(boss, path, updated_since=before.isoformat())) > 0
    assert nothing == {"items": [], "next_cursor": None, "total": 0}
    assert "total" not in (await boss.get(path)).json()


async def test_a_total_counts_what_one_may_see(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, bob: Person
) -> None:
    await make.objective(database, ann)
    hidden = await make.objective(database, bob, visibility="private")
    await make.key_result(database, hidden)

    async def totals(asking: AsyncClient, path: str) -> tuple[int, int]:
        page = (await asking.get(path, params={"include": "total"})).json()
        return page["total"], len(page["items"])

    assert await totals(client, "/objectives") == (1, 1)
    assert await totals(boss, "/objectives") == (2, 2)
    assert await totals(client, "/key-results") == (0, 0)
    assert await totals(boss, "/key-results") == (1, 1)


async def test_a_total_comes_with_other_things_and_with_the_last_page(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    for _ in range(3):
        await make.key_result(database, await make.objective(database, ann, year))
    both: dict[str, Any] = {"include": ["key_results", "total"], "limit": 2}
    first = (await client.get("/objectives", params=both)).json()
    last = await client.get("/objectives", params=both | {"cursor": first["next_cursor"]})

    assert (first["total"], last.json()["total"], len(last.json()["items"])) == (3, 3, 1)
    assert len(last.json()["items"][0]["key_results"]) == 1


async def test_members_are_found_by_their_team(
    client: AsyncClient, database: Database, ann: Person, bob: Person, olga: Person
) -> None:
    team = await make.team(database, olga, ann, bob)
    other = await make.team(database, None, bob)

    assert await found(client, "/members", team_id=str(team.id)) == {str(ann.id), str(bob.id)}
    assert await found(client, "/members", team_id=str(other.id)) == {str(bob.id)}


@pytest.mark.parametrize(
    ("name", "value"),
    [("health", "bad"), ("stale", "perhaps"), ("confidence_gte", "11"), ("confidence_lte", "nan")],
)
async def test_values_that_cannot_be_are_refused(
    client: AsyncClient, name: str, value: str
) -> None:
    refused = await client.get("/objectives", params={name: value})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == name


async def test_a_list_below_one_thing_is_narrowed_as_the_list_across(
    client: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    result = await make.key_result(database, await make.objective(database, ann, year))
    late = {"due_on": today() - timedelta(days=1), "state": "doing"}
    await make.initiative(database, result, ann, title="Call buyers", **late)
    await make.initiative(database, result, bob, title="Open a shop")
    team = await make.team(database, ann, ann, bob)
    plans, people = f"/key-results/{result.id}/initiatives", f"/teams/{team.id}/members"

    ways: list[Item] = [
        {"owner_id": str(ann.id)},
        {"state": "doing"},
        {"overdue": "true"},
        {"due_before": today().isoformat()},
        {"q": "buy"},
    ]
    for narrow in ways:
        [plan] = await walked(client, plans, **narrow)
        assert plan["title"] == "Call buyers", narrow
        assert await walked(client, plans, **narrow, updated_since="2190-01-01T00:00:00Z") == []
    for one in ({"q": "ann"}, {"q": ann.email}, {"sort": "name", "limit": "1"}):
        [first, *_] = (await client.get(people, params=one)).json()["items"]
        assert first["id"] == str(ann.id), one
    assert await walked(client, people, state="invited") == []
    assert await walked(client, people, role="owner") == []
    assert len(await walked(client, people, limit=1, sort="-name")) == 2
    assert await walked(client, people, updated_since="2190-01-01T00:00:00Z") == []


async def test_yes_and_no_are_true_and_false_alone(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    kpi = await watched.kpi(database, ann)
    for path in (
        "/kpis?formula=1",
        f"/kpis/{kpi.id}/measurements?standing=yes",
        f"/kpi-board?cycle_id={year.id}&subteams=on",
        f"/sheets?cycle_id={year.id}&complete=1",
        "/objectives?stale=1",
        "/key-results?stale=yes",
        f"/cycles/{year.id}/status?nested=on",
        f"/cycles/{year.id}/snapshot?nested=1",
    ):
        refused = await client.get(path)
        assert refused.json()["errors"][0]["code"] == "not_a_boolean", path


async def test_tokens_and_snapshots_are_followed_too(
    boss: AsyncClient, database: Database, olga: Person
) -> None:
    before = datetime.now(UTC).isoformat()
    review = await make.cycle(database, olga.org_id, state="review")
    await make.objective(database, olga, review, state="closed", outcome="achieved")
    to = {"to": "closed"}
    assert (await boss.post(f"/cycles/{review.id}/transitions", json=to)).status_code == 200
    tokens = "http://test/v1/me/tokens"
    body = {"name": "Sync", "scopes": ["read"]}
    assert (await boss.post(tokens, json=body)).status_code == 201

    for path in (f"/cycles/{review.id}/snapshot", tokens):
        assert len(await walked(boss, path, updated_since=before)) == 1, path
        assert await walked(boss, path, updated_since="2190-01-01T00:00:00Z") == [], path
