"""What an organization has decided is obeyed from then on, and is told to everybody in it."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.rating import RATING_BANDS
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
        wrong = {"policies": {"objective_visibility": "nobody", "max_initiatives": 3}}
        unread = await manager.patch(here(manager), json=wrong, headers=ANY)

    assert read.json()["policies"] == {
        "alignment_approval": "owner",
        "health_at_risk": 0.1,
        "health_off_track": 0.25,
        "limits": "advise",
        "max_key_results": 5,
        "max_kpis": 3,
        "max_objectives": 3,
        "objective_visibility": "organization",
        "rating_bands": [dict(band) for band in RATING_BANDS],
    }
    assert refused.status_code == 403
    assert {each["pointer"] for each in unread.json()["errors"]} == {
        "/policies/objective_visibility",
        "/policies/max_initiatives",
    }


@pytest.mark.parametrize("starts", [[1], [0, 0.5, 0.5], [0.1, 2]])
async def test_rating_bands_rate_every_result_once(boss: AsyncClient, starts: list[float]) -> None:
    bands = [{"from": start, "rating": f"from {start}"} for start in starts]
    change = {"policies": {"rating_bands": bands}}
    refused = await boss.patch(here(boss), json=change, headers=ANY)
    assert refused.json()["code"] == "rating_bands_unfit"
    assert refused.json()["errors"][0]["pointer"] == "/policies/rating_bands"


async def test_limits_and_bands_are_policies_too(boss: AsyncClient) -> None:
    bands = [{"from": 0, "rating": "below"}, {"from": 0.8, "rating": "达标"}]
    wanted = {"limits": "enforce", "max_objectives": 4, "rating_bands": bands}
    changed = await boss.patch(here(boss), json={"policies": wanted}, headers=ANY)
    policies = changed.json()["policies"]
    assert policies["limits"] == "enforce"
    assert policies["max_objectives"] == 4
    assert policies["rating_bands"] == bands[::-1]
