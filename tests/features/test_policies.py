"""What an organization has decided is obeyed from then on, and is told to everybody in it."""

from typing import Any

from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person, client_of, here

ANY = {"If-Match": "*"}


def edge(child: Any, parent: Any) -> dict[str, Any]:
    ends = {"child": child, "parent": parent}
    return {end: {"kind": "objective", "id": str(goal.id)} for end, goal in ends.items()}


async def test_nobody_is_asked_where_alignment_is_automatic(
    boss: AsyncClient,
    client: AsyncClient,
    database: Database,
    ann: Person,
    bob: Person,
    year: Cycle,
) -> None:
    mine = [await make.objective(database, ann, year) for _ in range(2)]
    theirs = await make.objective(database, bob, year)

    before = await client.post("/alignments", json=edge(mine[0], theirs))
    change = {"policies": {"alignment_approval": "automatic"}}
    assert (await boss.patch(here(boss), json=change, headers=ANY)).status_code == 200
    after = await client.post("/alignments", json=edge(mine[1], theirs))

    assert before.json()["state"] == "proposed"
    assert after.json()["state"] == "accepted"
    line = (await boss.get("/journal", params={"action": "organization.updated"})).json()["items"][
        0
    ]
    assert line["after"]["policies"]["alignment_approval"] == "automatic"
    assert line["actor"]["name"] == "Olga"


async def test_policies_are_read_by_all_and_changed_by_admins(
    app: FastAPI, vic: Person, max: Person
) -> None:
    async with client_of(app, vic) as viewer, client_of(app, max) as manager:
        read = await viewer.get(here(viewer))
        change = {"policies": {"objective_visibility": "private"}}
        refused = await manager.patch(here(manager), json=change, headers=ANY)
        wrong = {"policies": {"objective_visibility": "nobody", "max_kpis": 3}}
        unread = await manager.patch(here(manager), json=wrong, headers=ANY)

    assert read.json()["policies"] == {
        "alignment_approval": "owner",
        "health_at_risk": 0.1,
        "health_off_track": 0.25,
        "objective_visibility": "organization",
    }
    assert refused.status_code == 403
    assert {each["pointer"] for each in unread.json()["errors"]} == {
        "/policies/objective_visibility",
        "/policies/max_kpis",
    }
