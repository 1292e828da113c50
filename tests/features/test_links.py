"""Links: made, listed, ended; what opens by them stands in test_pages.py."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle
from app.tables.base import new_id
from tests import make
from tests.people import Person, client_of

OURS = "/sheets/organization"


async def made(client: AsyncClient, year: Cycle, path: str = OURS, **fields: Any) -> Response:
    """Ask for a link to a sheet of a cycle."""
    query = {"cycle_id": str(year.id)} | fields.pop("query", {})
    return await client.post("/links", json={"path": path, "query": query} | fields)


async def slug_of(client: AsyncClient) -> str:
    return str((await client.get("http://test/v1/orgs")).json()["items"][0]["slug"])


def secret_of(link: Response) -> str:
    return parse_qs(urlsplit(str(link.json()["url"])).query)["token"][0]


async def test_a_link_is_an_address_with_a_secret_and_an_end(
    client: AsyncClient, ann: Person, year: Cycle
) -> None:
    link = await made(client, year, query={"lang": "zh"}, expires_in=3600)

    said, slug = link.json(), await slug_of(client)
    url = urlsplit(said["url"])
    assert (link.status_code, link.headers["cache-control"]) == (201, "no-store")
    assert said["path"] == url.path == f"/orgs/{slug}/sheets/organization"
    assert f"{url.scheme}://{url.netloc}" == "http://test"
    assert said["query"] == {"cycle_id": str(year.id), "lang": "zh"}
    assert said["query"] | {"token": secret_of(link)} == {
        name: value for name, [value] in parse_qs(url.query).items()
    }
    assert said["member"] == {"id": str(ann.id), "name": "Ann"}
    lives = datetime.fromisoformat(said["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=59) < lives <= timedelta(hours=1)


async def test_a_link_lasts_a_day_unless_it_says_else(client: AsyncClient, year: Cycle) -> None:
    said = (await made(client, year)).json()
    lives = datetime.fromisoformat(said["expires_at"]) - datetime.fromisoformat(said["created_at"])

    assert lives == timedelta(days=1)
    for seconds in (60, 2_592_000):
        assert (await made(client, year, expires_in=seconds)).status_code == 201
    wrong: list[Any] = [59, 2_592_001, True, "60", 60.5, None]
    for seconds in wrong:
        refused = await made(client, year, expires_in=seconds)
        assert refused.json()["errors"][0]["pointer"] == "/expires_in"


async def test_a_path_may_begin_with_its_organization_by_either_name(
    client: AsyncClient, ann: Person, year: Cycle
) -> None:
    slug = await slug_of(client)
    paths = (OURS, f"/orgs/{slug}{OURS}", f"/orgs/{ann.org_id}{OURS}")

    links = [(await made(client, year, path)).json() for path in paths]

    assert {link["path"] for link in links} == {f"/orgs/{slug}{OURS}"}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/sheets",
        "/sheets/organization/",
        "/sheets/organization?x=1",
        "/sheets/teams/organization",
        "/orgs/another/sheets/organization",
        "/v1/orgs/acme/sheet",
        "//evil.example/sheets/organization",
        "https://evil.example/sheets/organization",
        "/sheets/../sheets/organization",
    ],
)
async def test_a_link_opens_pages_of_its_organization_alone(
    client: AsyncClient, year: Cycle, path: str
) -> None:
    refused = await made(client, year, path)

    [error] = refused.json()["errors"]
    assert (refused.status_code, error["code"], error["pointer"]) == (422, "unknown_page", "/path")


async def test_a_page_is_told_what_it_needs_and_nothing_else(
    client: AsyncClient, year: Cycle
) -> None:
    asked: list[tuple[dict[str, Any], str, str]] = [
        ({}, "query_unfit", "/query/cycle_id"),
        ({"cycle_id": "soon"}, "not_an_id", "/query/cycle_id"),
        ({"cycle_id": str(year.id), "lang": "fr"}, "not_allowed", "/query/lang"),
        ({"cycle_id": str(year.id), "token": "x"}, "unknown_field", "/query/token"),
    ]
    for query, code, pointer in asked:
        refused = await client.post("/links", json={"path": OURS, "query": query})
        [error] = refused.json()["errors"]
        assert (refused.status_code, error["code"], error["pointer"]) == (422, code, pointer)


async def test_what_a_link_names_is_there(
    client: AsyncClient, database: Database, ann: Person, zoe: Person, year: Cycle
) -> None:
    team = await make.team(database, ann)
    theirs, far = await make.team(database, zoe), await make.cycle(database, zoe.org_id)
    assert (await made(client, year, f"/sheets/teams/{team.id}")).status_code == 201
    assert (await made(client, year, f"/sheets/members/{ann.id}")).status_code == 201

    refused = [
        (await made(client, year, f"/sheets/teams/{theirs.id}"), "/path"),
        (await made(client, year, f"/sheets/members/{zoe.id}"), "/path"),
        (await made(client, year, f"/sheets/members/{new_id()}"), "/path"),
        (await made(client, year, query={"cycle_id": str(far.id)}), "/query/cycle_id"),
    ]
    for answer, pointer in refused:
        [error] = answer.json()["errors"]
        assert (error["code"], error["pointer"]) == ("unknown_id", pointer)


async def test_a_link_is_told_once(client: AsyncClient, year: Cycle) -> None:
    key = {"Idempotency-Key": "share-1"}
    new = {"path": OURS, "query": {"cycle_id": str(year.id)}}

    first = await client.post("/links", json=new, headers=key)
    again = await client.post("/links", json=new, headers=key)
    other = await client.post("/links", json=new | {"expires_in": 60}, headers=key)
    listed = await client.get("/links")

    assert first.status_code == 201
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_replay_unavailable")
    assert other.status_code == 422
    assert secret_of(first) not in listed.text
    assert [each["id"] for each in listed.json()["items"]] == [first.json()["id"]]
    assert "url" not in listed.json()["items"][0]


async def test_members_see_their_own_links_and_admins_everybodys(
    app: FastAPI, client: AsyncClient, boss: AsyncClient, bob: Person, ann: Person, year: Cycle
) -> None:
    anns = (await made(client, year)).json()["id"]
    async with client_of(app, bob) as bobs:
        his = (await made(bobs, year, expires_in=60)).json()["id"]
        assert [each["id"] for each in (await bobs.get("/links")).json()["items"]] == [his]
        assert (await bobs.delete(f"/links/{anns}")).status_code == 404

    everybodys = (await boss.get("/links?sort=expires_at&include=total")).json()
    only = (await boss.get("/links", params={"member_id": str(ann.id)})).json()["items"]
    assert [each["id"] for each in everybodys["items"]] == [his, anns]
    assert everybodys["total"] == 2
    assert [each["member"]["name"] for each in only] == ["Ann"]
    since = {"updated_since": everybodys["items"][0]["created_at"]}
    assert [e["id"] for e in (await boss.get("/links", params=since)).json()["items"]] == [his]
    assert (await client.get("/links", params={"member_id": str(bob.id)})).json()["items"] == []

    assert (await boss.delete(f"/links/{anns}")).status_code == 204
    assert (await client.delete(f"/links/{anns}")).status_code == 404
    assert (await client.get("/links")).json()["items"] == []


async def test_links_that_open_nothing_are_not_listed_and_are_forgotten(
    client: AsyncClient, superuser: AsyncEngine, ann: Person, year: Cycle
) -> None:
    ended, expired = [(await made(client, year)).json()["id"] for _ in range(2)]
    sessions = "UPDATE session SET ended_at = now() FROM link"
    async with superuser.begin() as connection:
        await connection.execute(
            text(f"{sessions} WHERE session.id = session_id AND link.id = :id"), {"id": ended}
        )
        await connection.execute(
            text("UPDATE link SET expires_at = now() WHERE id = :id"), {"id": expired}
        )
    assert (await client.get("/links?include=total")).json()["total"] == 0
    assert (await client.delete(f"/links/{ended}")).status_code == 404

    await made(client, year)

    async with superuser.connect() as connection:
        kept = text("SELECT id::text FROM link WHERE org_id = :org ORDER BY id")
        ids = (await connection.execute(kept, {"org": ann.org_id})).scalars().all()
    assert ended in ids
    assert expired not in ids


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        (Role.owner, "admin", 201),
        (Role.owner, "write", 403),
        (Role.admin, "write", 403),
        (Role.manager, "write", 201),
        (Role.member, "write", 201),
        (Role.member, "read", 403),
    ],
)
async def test_a_token_that_sees_less_than_its_member_makes_no_links(
    app: FastAPI, database: Database, year: Cycle, role: Role, scope: str, status: int
) -> None:
    kim = await make.member(database, year.org_id, "Kim", role)
    async with client_of(app, kim) as kims:
        new = {"name": "Board", "scopes": [scope]}
        token = (await kims.post("http://test/v1/me/tokens", json=new)).json()["token"]
        kims.headers["Authorization"] = f"Bearer {token}"
        link = await made(kims, year)

    assert link.status_code == status
    assert status == 201 or link.json()["code"] == "scope_too_low"


async def test_the_journal_tells_of_links_and_keeps_their_secrets(
    client: AsyncClient, boss: AsyncClient, year: Cycle
) -> None:
    link = await made(client, year)
    await client.delete(f"/links/{link.json()['id']}")

    journal = await boss.get("/journal?subject_kind=link")
    ended, begun = journal.json()["items"]
    assert (begun["action"], ended["action"]) == ("link.created", "link.deleted")
    assert begun["after"].keys() == {"member_id", "path", "query", "expires_at"}
    assert secret_of(link) not in journal.text


async def test_a_link_is_no_way_to_sign_in(client: AsyncClient, year: Cycle) -> None:
    secret = secret_of(await made(client, year))
    session = jwt.decode(secret, options={"verify_signature": False})

    for token in (secret, session["sid"], session["jti"]):
        refused = await client.get("/objectives", headers={"Authorization": f"Bearer {token}"})
        assert (refused.status_code, refused.json()["code"]) == (401, "no_valid_token")
    form = {"grant_type": "refresh_token", "refresh_token": secret}
    assert (await client.post("http://test/v1/auth/token", data=form)).status_code == 400
