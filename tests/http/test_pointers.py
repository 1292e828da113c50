"""What a 422 points at: once at each value, and never at the insides of the validator."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person, client_of


def told(refused: Any) -> list[tuple[str, str]]:
    assert refused.status_code == 422, refused.text
    return [(each["pointer"], each["code"]) for each in refused.json()["errors"]]


@pytest.mark.parametrize(
    ("path", "errors"),
    [
        ("/alignments?parent_id=x&parent_id=y", [("parent_id", "not_an_id")]),
        ("/objectives?state=x", [("state", "not_allowed")]),
        ("/objectives?include=x", [("include", "not_allowed")]),
        ("/alignment-graph?cycle_id=x", [("cycle_id", "not_an_id")]),
        ("/objectives?progress_gte=0&progress_gte=1", [("progress_gte", "given_twice")]),
        ("/objectives?limit=x&limit=1", [("limit", "given_twice")]),
        ("/objectives?updated_since=2026-01-01", [("updated_since", "not_an_instant")]),
    ],
)
async def test_a_query_is_pointed_at_by_name(
    client: AsyncClient, path: str, errors: list[tuple[str, str]]
) -> None:
    assert told(await client.get(path)) == errors


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"due_on": 5}, [("/due_on", "not_a_day")]),
        ({"owner": {"kind": "member", "id": "x"}}, [("/owner/id", "not_an_id")]),
        ({"metric": {"start": "x"}}, [("/metric/start", "not_a_number")]),
        ({"metric": {"steps": [{"title": ""}]}}, [("/metric/steps/0/title", "too_short")]),
        ({"metric": {"a/b~c": 1}}, [("/metric/a~1b~0c", "unknown_field")]),
        ({"title": None, "weight": 0}, [("/title", "not_a_text"), ("/weight", "too_small")]),
    ],
    ids=str,
)
async def test_a_body_is_pointed_at_by_its_own_members(
    client: AsyncClient,
    database: Database,
    ann: Person,
    year: Cycle,
    change: dict[str, Any],
    errors: list[tuple[str, str]],
) -> None:
    key_result = await make.key_result(database, await make.objective(database, ann, year))

    refused = await client.patch(
        f"/key-results/{key_result.id}", json=change, headers={"If-Match": "*"}
    )

    assert told(refused) == errors


async def test_what_several_readers_refuse_is_told_once(app: FastAPI) -> None:
    new = {"email": "kim@acme.example", "name": "Kim", "organization": {"name": "Acme"}}
    async with client_of(app, None) as nobody:
        refused = await nobody.post("/v1/auth/register", json=new | {"password": "short"})

    assert told(refused) == [("/password", "too_short")]


async def test_a_post_without_a_body_takes_none(
    boss: AsyncClient, database: Database, olga: Person
) -> None:
    kim = await make.member(database, olga.org_id, "Kim")

    refused = await boss.post(f"/members/{kim.id}/invitation", json={"foo": 1})

    assert told(refused) == [("/foo", "unknown_field")]
