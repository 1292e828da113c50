"""What is meant to be reached: locked while the cycle runs, and reached by way of waypoints."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient, Response

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person, today

MATCH = {"If-Match": "*"}
METRIC = {"kind": "increase", "unit": "%", "start": 0, "target": 40}
WHY = "The second shop opens a month early."


def code(refused: Response) -> tuple[int, str, str]:
    [error] = refused.json()["errors"]
    return refused.status_code, error["code"], error["pointer"]


async def created(
    client: AsyncClient, database: Database, ann: Person, cycle: Cycle, **fields: Any
) -> str:
    """Add a key result through the front door, and return where it is."""
    objective = await make.objective(database, ann, cycle)
    new = {"title": "NPS", "metric": METRIC} | fields
    made = await client.post(f"/objectives/{objective.id}/key-results", json=new)
    assert made.status_code == 201, made.text
    return f"/key-results/{made.json()['id']}"


@pytest.mark.parametrize("state", ["active", "review"])
async def test_a_locked_target_changes_with_a_reason_and_stays_readable(
    client: AsyncClient, database: Database, ann: Person, state: str
) -> None:
    cycle = await make.cycle(database, ann.org_id, state=state)
    url = await created(client, database, ann, cycle)
    first = (await client.get(url)).json()
    assert first["targets"] == []

    silent = await client.patch(url, json={"metric": {"target": 50}}, headers=MATCH)
    blank = await client.patch(url, json={"metric": {"target": 50}, "reason": " "}, headers=MATCH)
    for target in (50, 45):
        change = {"metric": {"target": target}, "reason": f"{WHY} {target}"}
        assert (await client.patch(url, json=change, headers=MATCH)).status_code == 200

    assert code(silent) == code(blank) == (422, "reason_required", "/reason")
    told = (await client.get(url)).json()["targets"]
    assert [(t["target"], t["start"], t["reason"]) for t in told] == [
        (40, 0, None),
        (50, 0, f"{WHY} 50"),
        (45, 0, f"{WHY} 45"),
    ]
    assert told[0]["set_at"] == first["created_at"]
    assert {t["set_by"]["name"] for t in told} == {"Ann"}
    listed = (await client.get("/key-results")).json()["items"]
    assert [each["targets"] for each in listed] == [told]


async def test_the_locked_target_is_told_with_who_set_it_last_and_when(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, state="planning")
    url = await created(client, database, ann, cycle)
    agreed = (await boss.patch(url, json={"metric": {"target": 60}}, headers=MATCH)).json()
    await client.patch(url, json={"title": "Promoters"}, headers=MATCH)  # is no target
    assert agreed["targets"] == []
    await boss.post(f"/cycles/{cycle.id}/transitions", json={"to": "active"})

    change = {"metric": {"target": 30}, "reason": WHY}
    told = (await client.patch(url, json=change, headers=MATCH)).json()["targets"]

    assert [(t["target"], t["set_by"]["name"]) for t in told] == [(60, "Olga"), (30, "Ann")]
    assert told[0]["set_at"] == agreed["updated_at"]
    lines = (await boss.get("/journal?action=key_result.updated")).json()["items"]
    assert lines[0]["note"] == WHY


async def test_the_last_target_told_is_the_one_that_stands_after_a_step_back_too(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    url, move = await created(client, database, ann, year), f"/cycles/{year.id}/transitions"
    change = {"metric": {"target": 50}, "reason": WHY}
    await client.patch(url, json=change, headers=MATCH)
    await boss.post(move, json={"to": "planning"})

    freely = await client.patch(url, json={"metric": {"target": 70}}, headers=MATCH)

    assert [t["target"] for t in freely.json()["targets"]] == [40, 50, 70]
    assert freely.json()["targets"][-1]["reason"] is None


async def test_a_reason_belongs_to_a_locked_metric_and_to_nothing_else(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    planned = await make.cycle(database, ann.org_id, state="planning")
    locked = await created(client, database, ann, year)
    free = await created(client, database, ann, planned)

    no_metric = await client.patch(locked, json={"title": "x", "reason": WHY}, headers=MATCH)
    early = await client.patch(free, json={"metric": {"target": 1}, "reason": WHY}, headers=MATCH)
    same = await client.patch(locked, json={"metric": {"target": 40}, "reason": WHY}, headers=MATCH)

    assert code(no_metric) == code(early) == (422, "reason_unfit", "/reason")
    assert (same.status_code, same.json()["version"], same.json()["targets"]) == (200, 1, [])


async def test_milestones_are_locked_as_well_but_checking_in_on_them_is_free(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    steps = [{"title": "Draft"}, {"title": "Print"}]
    url = await created(client, database, ann, year, metric={"kind": "milestones", "steps": steps})
    known = (await client.get(url)).json()["metric"]["steps"]
    done = {"steps": [{"id": known[0]["id"], "done": True}]}
    assert (await client.post(f"{url}/check-ins", json=done)).status_code == 201

    change = {"metric": {"steps": [{"id": known[0]["id"], "title": "Draft"}]}}
    silent = await client.patch(url, json=change, headers=MATCH)
    said = await client.patch(url, json=change | {"reason": WHY}, headers=MATCH)

    assert code(silent)[1] == "reason_required"
    assert [t["reason"] for t in said.json()["targets"]] == [None, WHY]


async def test_waypoints_say_what_is_expected_on_the_way(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    stops = [
        {"on": str(today() - timedelta(days=10)), "value": 2},
        {"on": str(today() + timedelta(days=10)), "value": 6.5},
    ]
    url = await created(client, database, ann, year, waypoints=stops)
    made = (await client.get(url)).json()
    changed = await client.patch(url, json={"metric": {"target": 20}, "reason": WHY}, headers=MATCH)
    gone = await client.patch(url, json={"waypoints": None}, headers=MATCH)

    assert made["waypoints"] == changed.json()["waypoints"] == stops
    assert made["expected_progress"] == 0.1063  # 4.25 of 40
    assert changed.json()["expected_progress"] == 0.2125
    assert (gone.json()["waypoints"], gone.json()["expected_progress"]) == ([], 0.5)


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ((-101,), ("waypoint_outside_cycle", "/waypoints/0/on")),
        ((0, 101), ("waypoint_outside_cycle", "/waypoints/1/on")),
        ((0, 5, 5), ("waypoints_unordered", "/waypoints/2/on")),
        ((5, 0), ("waypoints_unordered", "/waypoints/1/on")),
        ((-100, 100), None),
    ],
)
async def test_waypoints_lie_in_the_cycle_one_after_the_other(
    client: AsyncClient, database: Database, ann: Person, year: Cycle, days: Any, wrong: Any
) -> None:
    stops = [{"on": str(today() + timedelta(days=day)), "value": 1} for day in days]
    objective = await make.objective(database, ann, year)
    new = {"title": "NPS", "metric": METRIC, "waypoints": stops}
    url = await created(client, database, ann, year)

    made = await client.post(f"/objectives/{objective.id}/key-results", json=new)
    changed = await client.patch(url, json={"waypoints": stops}, headers=MATCH)
    whole = {"cycle_id": str(year.id), "owner": ann.owner, "title": "Be loved"}
    inside = await client.post("/objectives", json=whole | {"key_results": [new]})

    if wrong is None:
        assert [each.status_code for each in (made, changed, inside)] == [201, 200, 201]
    else:
        assert code(made)[1:] == code(changed)[1:] == wrong
        assert code(inside)[1:] == (wrong[0], f"/key_results/0{wrong[1]}")


async def test_only_what_grows_or_shrinks_has_waypoints(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, state="planning")
    stops = [{"on": str(today()), "value": 1}]
    url = await created(client, database, ann, cycle, waypoints=stops)
    kept = {"kind": "maintain_above", "target": 3}

    refused = await client.patch(url, json={"metric": kept, "waypoints": stops}, headers=MATCH)
    other = await client.patch(url, json={"metric": kept}, headers=MATCH)

    assert code(refused) == (422, "waypoints_unfit", "/waypoints")
    assert (other.status_code, other.json()["waypoints"]) == (200, [])


async def test_waypoints_keep_a_cycle_from_shrinking_and_an_objective_from_leaving(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    stops = [{"on": str(today() + timedelta(days=90)), "value": 1}]
    url = await created(client, database, ann, year, waypoints=stops)
    key_result = (await client.get(url)).json()
    other = await make.cycle(database, ann.org_id, ends_on=today() + timedelta(days=80))
    shorter = {"ends_on": str(today() + timedelta(days=80))}

    shrunk = await boss.patch(f"/cycles/{year.id}", json=shorter, headers=MATCH)
    moved = await client.patch(
        f"/objectives/{key_result['objective_id']}",
        json={"cycle_id": str(other.id)},
        headers=MATCH,
    )

    found = [{"kind": "key_result", "id": key_result["id"]}]
    assert [each.json()["blocked_by"] for each in (shrunk, moved)] == [found, found]
