import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text

from app.db.engine import Database
from app.db.last_used import LastUsed
from app.domain.role import Role
from app.domain.secrets import digest
from app.tables.base import new_id
from tests import make
from tests.people import Person, client_of, here, today

ME, TOKENS, ORGS = "http://test/v1/me", "http://test/v1/me/tokens", "http://test/v1/orgs"
ANY = {"If-Match": "*"}
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CYCLE = {"name": "2027", "kind": "custom", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}


async def token_of(client: AsyncClient, *scopes: str, **more: Any) -> dict[str, Any]:
    made = await client.post(TOKENS, json={"name": "CI", "scopes": scopes} | more)
    assert made.status_code == 201, made.text
    assert made.headers["cache-control"] == "no-store"
    token: dict[str, Any] = made.json()
    return token


def bearer(token: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token['token']}"}


@asynccontextmanager
async def script_of(app: FastAPI, person: Person, *scopes: str) -> AsyncIterator[AsyncClient]:
    """Yield a client that signs in with a personal token of somebody."""
    async with client_of(app, person) as client:
        token = await token_of(client, *scopes)
    async with client_of(app, person) as client:
        client.headers |= bearer(token)
        yield client


async def test_a_token_is_made_shown_once_listed_and_revoked(
    client: AsyncClient, ann: Person, database: Database
) -> None:
    made = await token_of(client, "read", "write")
    assert made["token"].startswith(made["prefix"])
    assert made["scopes"] == ["read", "write"]
    assert made["expires_on"] == str(today() + timedelta(days=90))
    second = await token_of(client, "admin", name="Other", org_id=str(ann.org_id))
    assert (second["scopes"], second["org_id"]) == (["read", "write", "admin"], str(ann.org_id))

    listed = (await client.get(TOKENS)).json()["items"]
    assert listed == [{n: v for n, v in token.items() if n != "token"} for token in (second, made)]
    first = await client.get(TOKENS, params={"limit": 1})
    rest = await client.get(TOKENS, params={"limit": 1, "cursor": first.json()["next_cursor"]})
    assert first.json()["items"] + rest.json()["items"] == listed

    assert (await client.get(ME, headers=bearer(made))).status_code == 200
    assert (await client.delete(f"{TOKENS}/{made['id']}")).status_code == 204
    assert (await client.get(ME, headers=bearer(made))).status_code == 401
    assert (await client.delete(f"{TOKENS}/{made['id']}")).status_code == 404
    async with database.readers.begin() as session:
        rows = await (await session.connection()).execute(text("SELECT * FROM personal_token"))
        assert second["token"] not in str(rows.all())


async def test_a_token_reaches_as_far_as_its_scope_and_its_member(
    app: FastAPI, boss: AsyncClient, olga: Person, max: Person, vic: Person
) -> None:
    expected = {
        (vic, "admin"): (200, 403, 403),
        (max, "read"): (200, 403, 403),
        (max, "write"): (200, 201, 403),
        (max, "admin"): (200, 201, 403),
        (olga, "read"): (200, 403, 403),
        (olga, "write"): (200, 201, 403),
        (olga, "admin"): (200, 201, 200),
    }
    for (person, scope), statuses in expected.items():
        async with script_of(app, person, scope) as script:
            answers = [
                await script.get("/members"),
                await script.post("/cycles", json=CYCLE),
                await script.patch(here(script), json={"vision": scope}, headers=ANY),
            ]
            assert tuple(a.status_code for a in answers) == statuses, (person.name, scope)
            journal = (await script.get("/journal")).status_code
            assert journal == (200 if statuses[2] == 200 else 403)


async def test_a_token_makes_no_tokens_and_changes_no_password(app: FastAPI, olga: Person) -> None:
    async with script_of(app, olga, "admin") as script:
        listed = await script.get(TOKENS)
        answers = [
            await script.post(TOKENS, json={"name": "x", "scopes": ["read"]}),
            await script.delete(f"{TOKENS}/{listed.json()['items'][0]['id']}"),
            await script.put(f"{ME}/password", json={"current": "-", "new": "12345678"}),
        ]
        assert listed.status_code == 200
        assert {(a.status_code, a.json()["code"]) for a in answers} == {(403, "scope_too_low")}


async def test_a_bound_token_knows_one_organization(
    boss: AsyncClient, olga: Person, zoe: Person
) -> None:
    other = (await boss.post(ORGS, json={"name": "Other"})).json()
    bound = bearer(await token_of(boss, "admin", org_id=other["id"]))

    assert [o["id"] for o in (await boss.get(ORGS, headers=bound)).json()["items"]] == [other["id"]]
    me = (await boss.get(ME, headers=bound)).json()
    assert [m["org"]["id"] for m in me["memberships"]] == [other["id"]]
    assert (await boss.get(f"{ORGS}/{other['id']}", headers=bound)).status_code == 200
    assert (await boss.get(here(boss), headers=bound)).status_code == 404
    refused = [
        await boss.post(ORGS, json={"name": "x"}, headers=bound),
        await boss.patch(ME, json={"name": "x"}, headers=bound | ANY),
    ]
    assert [a.status_code for a in refused] == [403, 403]
    stranger = {"name": "x", "scopes": ["read"], "org_id": str(zoe.org_id)}
    unknown = await boss.post(TOKENS, json=stranger)
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown_id")


async def test_founding_takes_the_widest_scope(app: FastAPI, olga: Person) -> None:
    for scope, status in (("write", 403), ("admin", 201)):
        async with script_of(app, olga, scope) as script:
            assert (await script.post(ORGS, json={"name": "x"})).status_code == status


async def test_a_secret_is_not_replayed(client: AsyncClient) -> None:
    sent, key = {"name": "x", "scopes": ["read"]}, {"Idempotency-Key": str(new_id())}
    answers = [await client.post(TOKENS, json=sent, headers=key) for _ in range(2)]
    assert [a.status_code for a in answers] == [201, 409]
    assert answers[1].json()["code"] == "idempotency_replay_unavailable"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("expires_on", str(today() - timedelta(days=1)), "expiry_unfit"),
        ("expires_on", str(today() + timedelta(days=367)), "expiry_unfit"),
        ("expires_on", "9999-12-31", "day_too_far"),
        ("scopes", [], "too_few_items"),
        ("scopes", ["root"], "not_allowed"),
        ("scopes", "read", "not_a_list"),
        ("name", "\u0000", "control_character"),
        ("name", "", "too_short"),
        ("org_id", "\u0000", "not_an_id"),
        ("prefix", "x", "unknown_field"),
    ],
)
async def test_what_does_not_fit_is_refused(
    client: AsyncClient, field: str, value: Any, code: str
) -> None:
    refused = await client.post(TOKENS, json={"name": "x", "scopes": ["read"], field: value})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


async def test_an_expired_token_opens_nothing(client: AsyncClient, database: Database) -> None:
    token = await token_of(client, "read")
    async with database.writers.begin() as session:
        past = text("UPDATE personal_token SET expires_on = expires_on - 91 WHERE hash = :hash")
        await (await session.connection()).execute(past, {"hash": digest(token["token"])})
    assert (await client.get(ME, headers=bearer(token))).status_code == 401


async def last_used(client: AsyncClient) -> str | None:
    found: str | None = (await client.get(TOKENS)).json()["items"][0]["last_used_at"]
    return found


async def test_the_last_use_is_written_beside_the_requests(
    app: FastAPI, client: AsyncClient, database: Database
) -> None:
    token = await token_of(client, "read")
    assert await last_used(client) is None
    await client.get(here(client), headers=bearer(token))
    await client.get(here(client), headers=bearer(token))
    async with asyncio.timeout(5):
        while (first := await last_used(client)) is None:  # noqa: ASYNC110  # of another task
            await asyncio.sleep(0.02)

    fresh = LastUsed(database.writers)  # of another process: it has noted nothing yet
    at = await now(database)
    fresh.note(digest(token["token"]), at + timedelta(minutes=4))
    await fresh.write()
    assert await last_used(client) == first
    later = LastUsed(database.writers)
    later.note(digest(token["token"]), at + timedelta(minutes=6))
    await later.write()
    assert await last_used(client) != first


async def now(database: Database) -> Any:
    async with database.readers.begin() as session:
        return (await (await session.connection()).execute(text("SELECT now()"))).scalar_one()


async def test_what_cannot_be_written_is_said_and_the_rest_goes_on(
    database: Database, caplog: pytest.LogCaptureFixture, ann: Person
) -> None:
    class Broken:
        def begin(self) -> None:
            raise ConnectionError

    broken: Any = Broken()
    notes = LastUsed(broken)
    notes.note(b"x", (await now(database)))
    async with notes.kept():
        await asyncio.sleep(0.01)
        assert "was not written" in caplog.text
    for n in range(2000):
        notes.note(b"%d" % n, NOON + timedelta(seconds=n))
    assert len(notes.noted) <= 1000


async def test_roles_of_one_account_are_those_of_each_organization(
    app: FastAPI, database: Database, ann: Person, zoe: Person
) -> None:
    assert (ann.role, zoe.role) == (Role.member, Role.owner)
    org = await make.organization(database)
    await make.member(database, org, "Else", Role.owner)
    async with script_of(app, ann, "admin") as script:
        assert (await script.get(f"{ORGS}/{org}")).status_code == 404
