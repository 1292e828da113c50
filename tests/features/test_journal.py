from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person, client_of, here

CYCLE = {"name": "2027", "kind": "custom", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
ANY = {"If-Match": "*"}


@pytest.fixture
async def cycle(boss: AsyncClient) -> dict[str, Any]:
    """A cycle with three lines in the journal."""
    made = await boss.post("/cycles", json=CYCLE, headers={"X-Request-Id": "the-first"})
    cycle: dict[str, Any] = made.json()
    await boss.patch(f"/cycles/{cycle['id']}", json={"name": "Next"}, headers=ANY)
    move = {"to": "planning", "note": "It is time."}
    await boss.post(f"/cycles/{cycle['id']}/transitions", json=move)
    return cycle


async def test_every_change_leaves_a_line(
    boss: AsyncClient, olga: Person, cycle: dict[str, Any]
) -> None:
    moved, updated, created = (await boss.get("/journal")).json()["items"]
    assert (created["seq"], updated["seq"], moved["seq"]) == (1, 2, 3)
    assert created["actor"] == {"id": str(olga.id), "name": "Olga"}
    assert created["subject"] == {"kind": "cycle", "id": cycle["id"]}
    assert (created["before"], created["after"]["name"]) == (None, "2027")
    assert created["request_id"] == "the-first"
    assert (updated["before"], updated["after"]) == ({"name": "2027"}, {"name": "Next"})
    assert (moved["action"], moved["note"], moved["moved"]) == ("cycle.moved", "It is time.", [])


async def test_it_is_read_on_from_a_number_page_by_page(
    boss: AsyncClient, cycle: dict[str, Any]
) -> None:
    async def seqs(**query: Any) -> tuple[list[int], str | None]:
        answer = await boss.get("/journal", params=query)
        assert answer.status_code == 200, answer.text
        return [line["seq"] for line in answer.json()["items"]], answer.json()["next_cursor"]

    assert (await seqs())[0] == [3, 2, 1]
    assert (await seqs(since_seq=1))[0] == [2, 3]
    first, cursor = await seqs(since_seq=0, limit=2)
    assert first == [1, 2]
    assert await seqs(since_seq=0, limit=2, cursor=cursor) == ([3], None)
    newest, cursor = await seqs(limit=2)
    assert (newest, await seqs(limit=2, cursor=cursor)) == ([3, 2], ([1], None))
    other = await boss.get("/journal", params={"since_seq": 1, "cursor": cursor})
    assert other.status_code == 400


async def test_it_is_filtered(boss: AsyncClient, olga: Person, cycle: dict[str, Any]) -> None:
    await boss.patch(here(boss), json={"vision": "x"}, headers=ANY)
    expected = {
        "subject_kind=organization": 1,
        "subject_kind=organization&subject_kind=cycle": 4,
        f"subject_id={cycle['id']}": 3,
        f"actor_id={olga.id}": 4,
        f"actor_id={olga.org_id}": 0,
        "action=cycle.moved&action=cycle.created": 2,
        "action=cycle.moved&since_seq=2": 1,
    }
    for query, count in expected.items():
        found = await boss.get(f"/journal?{query}")
        assert len(found.json()["items"]) == count, query


async def test_it_is_for_admins(
    app: FastAPI, client: AsyncClient, max: Person, vic: Person, zoe: Person
) -> None:
    for person in (max, vic):
        async with client_of(app, person) as theirs:
            refused = await theirs.get("/journal")
            assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")
    assert (await client.get("/journal")).status_code == 403
    stranger = await client.get("/journal", headers=zoe.headers)
    assert stranger.status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "since_seq=-1", "since_seq=9223372036854775808", "since_seq=x", "since_seq=1&since_seq=2",
        "subject_id=%00", "actor_id=x", "action=%00", "subject_kind=" + "x" * 25, "unknown=1",
        "limit=0", "cursor=%00",
    ],
)  # fmt: skip
async def test_an_odd_query_is_refused(boss: AsyncClient, query: str) -> None:
    assert (await boss.get(f"/journal?{query}")).status_code in (200, 400, 422)


async def test_what_goes_with_a_draft_and_what_makes_room_has_a_line_of_its_own(
    boss: AsyncClient, database: Database, olga: Person, year: Cycle
) -> None:
    draft, other = [await make.objective(database, olga, year, state="draft") for _ in range(2)]
    first, second = [await make.key_result(database, draft, position=n) for n in range(2)]
    edge = await make.alignment(database, draft, other, state="proposed")

    move = {"position": 0}
    await boss.patch(f"/key-results/{second.id}", json=move, headers={"If-Match": "*"})
    await boss.delete(f"/objectives/{draft.id}", headers={"If-Match": "*"})

    lines = (await boss.get("/journal", params={"since_seq": 0})).json()["items"]
    told = [(line["action"], line["subject"]["id"]) for line in lines]
    assert sorted(told) == sorted(
        [
            ("key_result.updated", str(first.id)),
            ("key_result.updated", str(second.id)),
            ("alignment.deleted", str(edge.id)),
            ("key_result.deleted", str(first.id)),
            ("key_result.deleted", str(second.id)),
            ("objective.deleted", str(draft.id)),
        ]
    )
    assert lines[0]["before"] == {"position": 0}
    assert lines[0]["after"] == {"position": 1}
