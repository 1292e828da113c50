from typing import Any

from httpx2 import AsyncClient

from app.db.engine import Database
from tests import make
from tests.people import Person

YEAR = {"name": "2026 年度", "kind": "year", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
CADENCE = {"check_in": "weekly", "review": "monthly", "retrospective": "quarterly"}


async def test_a_cycle_is_planned_read_changed_and_deleted(boss: AsyncClient) -> None:
    made = await boss.post("/cycles", json=YEAR | {"cadence": CADENCE})
    assert made.status_code == 201
    cycle = made.json()
    assert (cycle["state"], cycle["cadence"], cycle["version"]) == ("draft", CADENCE, 1)

    url, tag = f"/cycles/{cycle['id']}", {"If-Match": made.headers["etag"]}
    assert (await boss.get(url)).content == made.content
    changed = await boss.patch(url, json={"cadence": {"check_in": None}}, headers=tag)
    assert changed.json()["cadence"] == CADENCE | {"check_in": None}
    assert (await boss.patch(url, json={"name": "x"}, headers=tag)).status_code == 412
    assert (await boss.delete(url, headers={"If-Match": "*"})).status_code == 204
    assert (await boss.get(url)).status_code == 404


async def test_a_cycle_lies_inside_its_parent_and_is_shorter(boss: AsyncClient) -> None:
    year = (await boss.post("/cycles", json=YEAR)).json()
    inside = {"parent_id": year["id"], "name": "Q1", "kind": "quarter"}

    answers = [
        await boss.post("/cycles", json=inside | {"starts_on": first, "ends_on": last})
        for first, last in (
            ("2026-01-01", "2026-03-31"),
            ("2026-01-01", "2026-12-31"),
            ("2025-12-31", "2026-03-31"),
        )
    ]

    assert [a.status_code for a in answers] == [201, 422, 422]
    assert answers[1].json()["errors"][0]["code"] == "outside_parent"
    shrunk = await boss.patch(
        f"/cycles/{year['id']}", json={"starts_on": "2026-02-01"}, headers={"If-Match": "*"}
    )
    assert (shrunk.status_code, shrunk.json()["blocked_by"]) == (
        409,
        [{"kind": "cycle", "id": answers[0].json()["id"]}],
    )


async def test_a_cycle_with_gaps_closes_only_by_force_and_then_stays(
    boss: AsyncClient, database: Database, ann: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, state="review")
    objective = await make.objective(database, ann, cycle)
    url = f"/cycles/{cycle.id}"
    move: dict[str, Any] = {"to": "closed"}

    refused = await boss.post(f"{url}/transitions", json=move)
    silent = await boss.post(f"{url}/transitions", json=move | {"force": True})
    forced = await boss.post(f"{url}/transitions", json=move | {"force": True, "note": "It is so."})

    gap = {"kind": "objective", "id": str(objective.id), "title": "Be loved", "state": "agreed"}
    assert (refused.json()["gaps"], refused.json()["gap_count"]) == ([gap], 1)
    assert (silent.status_code, silent.json()["code"]) == (422, "note_required")
    assert forced.json()["state"] == "closed"
    later = await boss.patch(url, json={"name": "x"}, headers={"If-Match": "*"})
    assert (later.status_code, later.json()["code"]) == (409, "cycle_closed")


async def test_only_managers_and_above_plan(client: AsyncClient) -> None:
    refused = await client.post("/cycles", json=YEAR)

    assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")
