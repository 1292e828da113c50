"""A POST that is sent twice happens once, for whoever sent it, and for a day."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle
from tests import make
from tests.people import Person, client_of

KEY = {"Idempotency-Key": "once"}


@pytest.fixture
def new(ann: Person, year: Cycle) -> dict[str, Any]:
    return {"title": "Be loved", "owner": ann.owner, "cycle_id": str(year.id)}


async def post(client: AsyncClient, new: dict[str, Any], key: dict[str, str] = KEY) -> Response:
    return await client.post("/objectives", json=new, headers=key)


async def count(client: AsyncClient) -> int:
    return len((await client.get("/objectives")).json()["items"])


async def test_many_at_once_are_one(
    client: AsyncClient, boss: AsyncClient, new: dict[str, Any]
) -> None:
    answers = await asyncio.gather(*(post(client, new) for _ in range(8)))

    assert {a.status_code for a in answers} == {201}
    assert len({(a.content, a.headers["etag"]) for a in answers}) == 1
    assert sum("idempotent-replayed" in a.headers for a in answers) == 7
    assert (await count(client), len((await boss.get("/journal")).json()["items"])) == (1, 1)


async def test_many_keys_at_once_are_many(client: AsyncClient, new: dict[str, Any]) -> None:
    await asyncio.gather(*(post(client, new, {"Idempotency-Key": f"{n}"}) for n in range(8)))

    assert await count(client) == 8


async def test_a_key_is_for_one_request(client: AsyncClient, new: dict[str, Any]) -> None:
    await post(client, new)

    again = await post(client, dict(reversed(new.items())))  # the same, in other order
    other = await post(client, new | {"title": "Be rich"})
    elsewhere = await client.post("/cycles", json={}, headers=KEY)

    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert elsewhere.status_code == 422
    assert await count(client) == 1


async def test_the_same_key_of_another_account_is_another(
    client: AsyncClient, app: FastAPI, bob: Person, new: dict[str, Any]
) -> None:
    first = await post(client, new)
    async with client_of(app, bob) as bobs:
        second = await post(bobs, new | {"owner": bob.owner})

    assert second.status_code == 201
    assert second.json()["id"] != first.json()["id"]


async def test_the_same_key_in_another_organization_is_another(
    client: AsyncClient, app: FastAPI, database: Database, ann: Person, new: dict[str, Any]
) -> None:
    other = await make.organization(database)
    twin = await make.member(database, other, "Ann", Role.member)
    cycle = await make.cycle(database, other)
    async with client_of(app, twin) as twins:
        await post(client, new)
        second = await post(twins, new | {"owner": twin.owner, "cycle_id": str(cycle.id)})

    assert (second.status_code, "idempotent-replayed" in second.headers) == (201, False)


@pytest.mark.parametrize(
    ("deed", "status"),
    [
        ("UPDATE session SET ended_at = now() WHERE account_id = :account", 401),
        ("UPDATE member SET state = 'deactivated' WHERE account_id = :account", 404),
    ],
)
async def test_nothing_is_replayed_to_who_may_not_come_in_any_more(
    client: AsyncClient,
    superuser: AsyncEngine,
    ann: Person,
    new: dict[str, Any],
    deed: str,
    status: int,
) -> None:
    assert (await post(client, new)).status_code == 201
    async with superuser.begin() as connection:
        await connection.execute(text(deed), {"account": ann.account_id})

    assert (await post(client, new)).status_code == status


async def test_a_key_is_kept_for_a_day(
    client: AsyncClient, boss: AsyncClient, superuser: AsyncEngine, ann: Person, new: dict[str, Any]
) -> None:
    first = (await post(client, new)).json()["id"]
    await post(client, new, {"Idempotency-Key": "older"})
    aged = text("UPDATE idempotency SET created_at = :at WHERE key = :key AND org_id = :org")
    async with superuser.begin() as connection:
        for key, hours in (("once", 23.9), ("older", 24.1)):
            at = datetime.now(UTC) - timedelta(hours=hours)
            await connection.execute(aged, {"at": at, "key": key, "org": ann.org_id})

    assert (await post(client, new)).json()["id"] == first
    again = await post(client, new, {"Idempotency-Key": "older"})
    assert (again.status_code, "idempotent-replayed" in again.headers) == (201, False)


async def test_old_keys_of_an_organization_go_whoever_left_them(
    client: AsyncClient, boss: AsyncClient, superuser: AsyncEngine, ann: Person, new: dict[str, Any]
) -> None:
    await post(client, new)
    aged = text("UPDATE idempotency SET created_at = now() - interval '25 h' WHERE org_id = :org")
    async with superuser.begin() as connection:
        await connection.execute(aged, {"org": ann.org_id})

    await post(boss, new, {"Idempotency-Key": "later"})

    kept = text("SELECT key FROM idempotency WHERE org_id = :org")
    async with superuser.connect() as connection:
        found = await connection.execute(kept, {"org": ann.org_id})
    assert found.scalars().all() == ["later"]


async def test_a_refusal_uses_up_no_key(client: AsyncClient, new: dict[str, Any]) -> None:
    nowhere = new | {"cycle_id": "00000000-0000-7000-8000-000000000000"}

    assert (await post(client, nowhere)).status_code == 422
    assert (await post(client, new)).status_code == 201
