from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person, client_of

ANY = {"If-Match": "*"}


async def test_a_theme_is_made_read_changed_and_deleted(boss: AsyncClient) -> None:
    made = await boss.post("/themes", json={"name": "A brand of our own"})
    assert made.status_code == 201
    theme, url = made.json(), f"/themes/{made.json()['id']}"
    assert (theme["description"], theme["position"], theme["version"]) == (None, 0, 1)
    read = await boss.get(url)
    assert read.content == made.content

    tag = {"If-Match": read.headers["etag"]}
    changed = await boss.patch(url, json={"description": "Ours."}, headers=tag)
    assert (changed.json()["description"], changed.json()["version"]) == ("Ours.", 2)
    assert (await boss.patch(url, json={"name": "x"}, headers=tag)).status_code == 412
    assert (await boss.patch(url, json={"position": None}, headers=ANY)).status_code == 422
    assert (await boss.delete(url)).status_code == 428
    assert (await boss.delete(url, headers=ANY)).status_code == 204
    assert (await boss.get(url)).status_code == 404
    journal = (await boss.get("/journal?subject_kind=theme&since_seq=0")).json()["items"]
    actions = [line["action"] for line in journal]
    assert actions == ["theme.created", "theme.updated", "theme.deleted"]


async def test_themes_stand_in_their_order_and_a_new_one_comes_last(boss: AsyncClient) -> None:
    async def make_theme(name: str, **more: Any) -> int:
        made = await boss.post("/themes", json={"name": name, **more})
        return int(made.json()["position"])

    assert [await make_theme("b"), await make_theme("d", position=7)] == [0, 7]
    assert [await make_theme("e"), await make_theme("a", position=0)] == [8, 0]
    assert [await make_theme("y", position=1000), await make_theme("z")] == [1000, 1000]

    first = (await boss.get("/themes?limit=4")).json()
    rest = (await boss.get(f"/themes?limit=4&cursor={first['next_cursor']}")).json()
    assert [t["name"] for t in first["items"] + rest["items"]] == ["b", "a", "d", "e", "y", "z"]
    assert rest["next_cursor"] is None


async def test_a_theme_that_an_objective_serves_stays(
    boss: AsyncClient, database: Database, olga: Person, year: Cycle
) -> None:
    theme = await make.theme(database, olga.org_id)
    goal = await make.objective(database, olga, year, theme_id=theme.id, state="dropped")

    refused = await boss.delete(f"/themes/{theme.id}", headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    assert refused.json()["blocked_by"] == [{"kind": "objective", "id": str(goal.id)}]

    left = await boss.patch(f"/objectives/{goal.id}", json={"theme_id": None}, headers=ANY)
    assert left.status_code == 409  # dropped things change no more
    await boss.post(f"/objectives/{goal.id}/transitions", json={"to": "draft"})
    await boss.patch(f"/objectives/{goal.id}", json={"theme_id": None}, headers=ANY)
    assert (await boss.delete(f"/themes/{theme.id}", headers=ANY)).status_code == 204


async def test_what_a_manager_may_not_see_keeps_a_theme_without_its_name(
    app: FastAPI, database: Database, max: Person, ann: Person, year: Cycle
) -> None:
    theme = await make.theme(database, max.org_id)
    fields = {"theme_id": theme.id, "visibility": "private"}
    goal = await make.objective(database, ann, year, **fields)

    async with client_of(app, max) as client:
        refused = await client.delete(f"/themes/{theme.id}", headers=ANY)

    assert refused.status_code == 409
    [blocked] = refused.json()["blocked_by"]
    assert (blocked["kind"], blocked["id"][:7]) == ("hidden", "hidden-")
    assert str(goal.id) not in refused.text


async def test_a_theme_of_another_organization_is_not_there(
    app: FastAPI, database: Database, zoe: Person, ann: Person
) -> None:
    url = f"/themes/{(await make.theme(database, ann.org_id)).id}"
    async with client_of(app, zoe) as zoes:
        answers = [
            await zoes.get(url),
            await zoes.patch(url, json={"name": "x"}, headers=ANY),
            await zoes.delete(url, headers=ANY),
        ]
        assert (await zoes.get("/themes")).json()["items"] == []
    assert {a.status_code for a in answers} == {404}


@pytest.mark.parametrize("odd", [-1, 1001, 1.5, "1", None, True])
async def test_an_odd_position_is_refused(boss: AsyncClient, odd: Any) -> None:
    refused = await boss.post("/themes", json={"name": "x", "position": odd})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/position"
