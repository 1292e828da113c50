import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from app.db.engine import Database
from app.domain.rating import RATING_BANDS
from app.domain.secrets import digest
from app.tables.base import new_id
from tests.people import Person, client_of

PASSWORD = "correct horse battery"


def registration(**other: Any) -> dict[str, Any]:
    email = f"Olga.{new_id().hex}@Acme.example"
    organization = {"name": "Acme & Söhne"}
    return {
        "email": email, "password": PASSWORD, "name": "Olga", "organization": organization,
    } | other  # fmt: skip


@pytest.fixture
async def nobody(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client that is not signed in."""
    async with client_of(app, None) as client:
        yield client


@pytest.fixture
async def registered(nobody: AsyncClient) -> dict[str, Any]:
    """Somebody who has just registered."""
    sent = registration()
    made = await nobody.post("/v1/auth/register", json=sent)
    assert made.status_code == 201, made.text
    assert made.headers["cache-control"] == "no-store"
    found: dict[str, Any] = made.json() | {"email": sent["email"]}
    return found


def signed(found: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {found['access_token']}"}


async def sign_in(client: AsyncClient, email: str, password: str = PASSWORD) -> Response:
    form = {"grant_type": "password", "username": email, "password": password, "scope": "x"}
    return await client.post("/v1/auth/token", data=form)


async def refresh(client: AsyncClient, token: str) -> Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return await client.post("/v1/auth/token", data=form)


async def test_who_registers_owns_an_organization_and_its_journal_begins(
    nobody: AsyncClient, registered: dict[str, Any]
) -> None:
    organization, member = registered["organization"], registered["member"]
    assert organization["slug"].startswith("acme-sohne")
    assert organization["policies"] == {
        "alignment_approval": "owner",
        "health_at_risk": 0.1,
        "health_off_track": 0.25,
        "limits": "enforce",
        "max_key_results": 5,
        "max_kpis": 3,
        "max_objectives": 3,
        "objective_visibility": "organization",
        "rating_bands": [dict(band) for band in RATING_BANDS],
    }
    assert (member["role"], member["state"]) == ("owner", "active")
    assert member["email"] == registered["email"].lower()

    journal = await nobody.get(
        f"/v1/orgs/{organization['slug']}/journal?since_seq=0", headers=signed(registered)
    )
    lines = [(line["seq"], line["action"], line["actor"]["id"]) for line in journal.json()["items"]]
    assert lines == [
        (1, "organization.created", member["id"]),
        (2, "member.created", member["id"]),
    ]
    me = await nobody.get("/v1/me", headers=signed(registered))
    assert me.json()["memberships"] == [
        {
            "org": {name: organization[name] for name in ("id", "slug", "name")},
            "member_id": member["id"],
            "role": "owner",
        }
    ]


async def test_an_email_and_a_slug_are_taken_once(
    nobody: AsyncClient, registered: dict[str, Any]
) -> None:
    same = await nobody.post(
        "/v1/auth/register", json=registration(email=registered["email"].upper())
    )
    slug = registered["organization"]["slug"]
    taken = await nobody.post(
        "/v1/auth/register", json=registration(organization={"name": "X", "slug": slug})
    )
    derived = await nobody.post("/v1/auth/register", json=registration())

    assert (same.status_code, same.json()["code"]) == (409, "email_taken")
    assert (taken.status_code, taken.json()["code"]) == (409, "slug_taken")
    assert derived.status_code == 201


async def test_strangers_register_only_where_they_may(
    app: FastAPI, nobody: AsyncClient, boss: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = app.state.settings.model_copy(update={"registration": "closed"})
    monkeypatch.setitem(app.state._state, "settings", closed)
    answers = [
        await nobody.post("/v1/auth/register", json=registration()),
        await boss.post("http://test/v1/orgs", json={"name": "Another"}),
    ]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [
        (403, "registration_closed")
    ] * 2


async def test_signing_in_says_the_same_of_a_wrong_password_and_an_unknown_email(
    nobody: AsyncClient, registered: dict[str, Any]
) -> None:
    right = await sign_in(nobody, registered["email"])
    wrong = await sign_in(nobody, registered["email"], "not the password")
    unknown = await sign_in(nobody, f"{new_id().hex}@acme.example")

    assert (right.status_code, right.headers["cache-control"]) == (200, "no-store")
    assert right.json()["token_type"] == "Bearer"
    assert (await nobody.get("/v1/me", headers=signed(right.json()))).status_code == 200
    assert (wrong.status_code, unknown.status_code) == (400, 400)
    assert wrong.content == unknown.content
    assert wrong.json()["error"] == "invalid_grant"


async def test_who_guesses_waits_and_the_account_stays_open_elsewhere(
    app: FastAPI, nobody: AsyncClient, registered: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    throttle = type(app.state.throttle)()
    monkeypatch.setitem(app.state._state, "throttle", throttle)
    monkeypatch.setattr("app.features.sessions.dependencies.peer_of", lambda _: "there")
    guesses = [await sign_in(nobody, registered["email"], "guess") for _ in range(11)]
    assert [g.status_code for g in guesses] == [400] * 10 + [429]
    assert guesses[-1].json()["code"] == "too_many_requests"
    assert int(guesses[-1].headers["retry-after"]) > 0
    assert (await sign_in(nobody, registered["email"])).status_code == 429
    monkeypatch.setattr("app.features.sessions.dependencies.peer_of", lambda _: "home")
    assert (await sign_in(nobody, registered["email"])).status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ("", "invalid_request"),
        ("grant_type=password&username=x", "invalid_request"),
        ("grant_type=password&grant_type=password", "invalid_request"),
        ("grant_type=client_credentials", "unsupported_grant_type"),
        ("grant_type=refresh_token&refresh_token=%00%ff", "invalid_grant"),
        ("grant_type=password&username=%00%ed%a0%80&password=%00", "invalid_grant"),
        ("grant_type=password&username=\xff&password=\xff", "invalid_grant"),
        ("&".join(["a=b"] * 60), "invalid_request"),
    ],
)
async def test_an_odd_form_is_refused_as_oauth_has_it(
    nobody: AsyncClient, form: str, error: str
) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    body = form.encode("latin-1")
    refused = await nobody.post("/v1/auth/token", content=body, headers=kind)
    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert refused.headers["content-type"] == "application/json"
    assert refused.headers["cache-control"] == "no-store"
    assert (await nobody.post("/v1/auth/revoke", content=body, headers=kind)).status_code == 200


async def test_a_refresh_token_renews_once_with_some_grace(
    nobody: AsyncClient, registered: dict[str, Any], database: Database
) -> None:
    old = registered["refresh_token"]
    answers = await asyncio.gather(*(refresh(nobody, old) for _ in range(5)))

    assert [a.status_code for a in answers] == [200] * 5
    fresh = {a.json()["refresh_token"] for a in answers}
    assert len(fresh) == 5
    async with database.writers.begin() as session:
        sessions = await session.connection()
        count = text(
            "SELECT count(DISTINCT session_id), count(*) FILTER (WHERE used_at IS NOT NULL)"
            " FROM refresh_token WHERE hash = ANY(:hashes)"
        )
        found = await sessions.execute(
            count, {"hashes": [digest(token) for token in (*fresh, old)]}
        )
        assert tuple(found.one()) == (1, 1)


async def test_a_refresh_token_that_comes_again_late_ends_the_session(
    nobody: AsyncClient, registered: dict[str, Any], database: Database
) -> None:
    old = registered["refresh_token"]
    fresh = (await refresh(nobody, old)).json()
    await age(database, old, timedelta(seconds=11))

    stolen = await refresh(nobody, old)

    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    assert (await refresh(nobody, fresh["refresh_token"])).status_code == 400
    assert (await nobody.get("/v1/me", headers=signed(fresh))).status_code == 401


async def age(database: Database, token: str, by: timedelta) -> None:
    """Let a refresh token have been used earlier."""
    async with database.writers.begin() as session:
        used = text(
            "UPDATE refresh_token SET used_at = used_at - CAST(:by AS interval) WHERE hash = :hash"
        )
        await (await session.connection()).execute(used, {"by": by, "hash": digest(token)})


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_signing_out_acts_on_the_next_request(
    nobody: AsyncClient, registered: dict[str, Any], kind: str
) -> None:
    revoked = await nobody.post("/v1/auth/revoke", data={"token": registered[kind]})
    assert (revoked.status_code, revoked.content) == (200, b"")
    assert (await nobody.get("/v1/me", headers=signed(registered))).status_code == 401
    assert (await refresh(nobody, registered["refresh_token"])).status_code == 400


async def test_another_password_ends_the_other_sessions_at_once(
    nobody: AsyncClient, registered: dict[str, Any]
) -> None:
    other = (await sign_in(nobody, registered["email"])).json()
    url, mine = "/v1/me/password", signed(registered)

    wrong = await nobody.put(url, json={"current": "?", "new": "another one"}, headers=mine)
    short = await nobody.put(url, json={"current": PASSWORD, "new": "short"}, headers=mine)
    done = await nobody.put(url, json={"current": PASSWORD, "new": "another one"}, headers=mine)

    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "wrong_password")
    assert (short.status_code, short.json()["errors"][0]["pointer"]) == (422, "/new")
    assert done.status_code == 204
    assert (await nobody.get("/v1/me", headers=mine)).status_code == 200
    assert (await nobody.get("/v1/me", headers=signed(other))).status_code == 401
    assert (await refresh(nobody, other["refresh_token"])).status_code == 400
    assert (await sign_in(nobody, registered["email"])).status_code == 400
    assert (await sign_in(nobody, registered["email"], "another one")).status_code == 200


async def test_a_session_and_what_renews_it_end_by_themselves(
    nobody: AsyncClient, registered: dict[str, Any], database: Database
) -> None:
    async def over(table: str) -> None:
        async with database.writers.begin() as session:
            statement = f"UPDATE {table} SET expires_at = created_at WHERE {{}} = :id"
            column = "hash" if table == "refresh_token" else "account_id"
            value = digest(token) if table == "refresh_token" else me
            await (await session.connection()).execute(
                text(statement.format(column)), {"id": value}
            )

    me = (await nobody.get("/v1/me", headers=signed(registered))).json()["id"]
    token = registered["refresh_token"]
    await over("refresh_token")
    assert (await refresh(nobody, token)).status_code == 400

    second = (await sign_in(nobody, registered["email"])).json()
    token = second["refresh_token"]
    await over("session")
    assert (await refresh(nobody, token)).status_code == 400
    assert (await nobody.get("/v1/me", headers=signed(second))).status_code == 401
    assert (await sign_in(nobody, registered["email"])).status_code == 200


async def test_a_password_that_changes_while_somebody_signs_in_lets_nobody_in(
    app: FastAPI, nobody: AsyncClient, registered: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords, mine = app.state.passwords, signed(registered)
    verify = passwords.verify

    async def slow(*args: Any) -> bool:
        fits = bool(await verify(*args))
        monkeypatch.undo()
        change = {"current": PASSWORD, "new": "another one"}
        done = await nobody.put("/v1/me/password", json=change, headers=mine)
        assert done.status_code == 204
        return fits

    monkeypatch.setattr(passwords, "verify", slow)
    assert (await sign_in(nobody, registered["email"])).status_code == 400


async def test_a_hash_of_old_parameters_is_renewed_by_signing_in(
    nobody: AsyncClient, registered: dict[str, Any], database: Database
) -> None:
    old = Argon2Hasher(memory_cost=64, time_cost=1, parallelism=1).hash(PASSWORD)
    email = {"email": registered["email"].lower()}
    async with database.writers.begin() as session:
        weaken = text("UPDATE account SET password_hash = :old WHERE email = :email")
        await (await session.connection()).execute(weaken, email | {"old": old})
    assert [(await sign_in(nobody, registered["email"])).status_code for _ in range(2)] == [200] * 2
    async with database.readers.begin() as session:
        read = text("SELECT password_hash FROM account WHERE email = :email")
        found = (await (await session.connection()).execute(read, email)).scalar_one()
    assert "$m=19456,t=2,p=1$" in found


async def test_registering_asks_for_no_credential_and_takes_none(
    nobody: AsyncClient, zoe: Person
) -> None:
    for headers in ({"Authorization": "Bearer x"}, zoe.headers):
        sent = registration()
        made = await nobody.post("/v1/auth/register", json=sent, headers=headers)
        assert (made.status_code, made.json()["member"]["email"]) == (201, sent["email"].lower())


async def test_people_change_what_they_say_of_themselves(boss: AsyncClient) -> None:
    url = "http://test/v1/me"
    read = await boss.get(url)
    assert (await boss.get(url, headers={"If-None-Match": read.headers["etag"]})).status_code == 304
    assert (await boss.patch(url, json={"locale": "zh"})).status_code == 428
    tag = {"If-Match": read.headers["etag"]}
    changed = await boss.patch(url, json={"locale": "zh", "name": "奥尔加"}, headers=tag)
    assert changed.json() == read.json() | {"locale": "zh", "name": "奥尔加"}
    assert (await boss.patch(url, json={"name": "x"}, headers=tag)).status_code == 412
    assert (await boss.patch(url, json={"email": "x@y"}, headers=tag)).status_code == 412


async def test_of_edits_at_once_one_is_kept(boss: AsyncClient) -> None:
    url = "http://test/v1/me"
    tag = {"If-Match": (await boss.get(url)).headers["etag"]}
    answers = await asyncio.gather(
        *(boss.patch(url, json={"name": f"Olga {n}"}, headers=tag) for n in range(5))
    )
    assert sorted(a.status_code for a in answers) == [200, 412, 412, 412, 412]


async def invite(boss: AsyncClient, email: str, **fields: Any) -> dict[str, Any]:
    sent = {"email": email, "name": "Nina", "role": "member"} | fields
    made = await boss.post("/members", json=sent)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def test_an_invitation_makes_an_account_once(boss: AsyncClient, nobody: AsyncClient) -> None:
    email = f"nina.{new_id().hex}@acme.example"
    invited = await invite(boss, email)
    url, token = "/v1/auth/invitations", invited["invitation"]["token"]

    bare = await nobody.post(url, json={"token": token})
    both = await asyncio.gather(
        *(nobody.post(url, json={"token": token, "password": PASSWORD}) for _ in range(2))
    )

    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/password")
    assert sorted(a.status_code for a in both) == [200, 422]
    accepted, refused = sorted(both, key=lambda a: a.status_code)
    assert refused.json()["code"] == "invitation_invalid"
    member = accepted.json()["member"]
    assert (member["id"], member["state"]) == (invited["id"], "active")
    read = await boss.get(f"/members/{member['id']}", headers=signed(accepted.json()))
    assert read.json() == member
    assert (await sign_in(nobody, email)).status_code == 200
    lines = (await boss.get("/journal")).json()["items"]
    assert (lines[0]["before"], lines[0]["after"]) == ({"state": "invited"}, {"state": "active"})
    assert (lines[0]["action"], lines[0]["actor"]) == (
        "member.joined", {"id": member["id"], "name": "Nina"},
    )  # fmt: skip


async def test_an_account_that_there_is_accepts_signed_in_and_nobody_else_for_it(
    boss: AsyncClient, nobody: AsyncClient, zoe: Person, ann: Person
) -> None:
    invited = await invite(boss, zoe.email)
    url, token = "/v1/auth/invitations", {"token": invited["invitation"]["token"]}

    refused = [
        await nobody.post(url, json=token),
        await nobody.post(url, json=token | {"password": PASSWORD}),
        await nobody.post(url, json=token | {"password": PASSWORD}, headers=zoe.headers),
        await nobody.post(url, json=token, headers=ann.headers),
    ]
    accepted = await nobody.post(url, json=token, headers=zoe.headers)

    assert {(a.status_code, a.json()["code"]) for a in refused} == {(409, "account_exists")}
    assert accepted.status_code == 200
    me = await nobody.get("/v1/me", headers=zoe.headers)
    assert len(me.json()["memberships"]) == 2


async def test_an_invitation_ends_by_another_one_by_leaving_and_by_time(
    boss: AsyncClient, nobody: AsyncClient, database: Database
) -> None:
    invited = await invite(boss, f"nina.{new_id().hex}@acme.example")
    again = (await boss.post(f"/members/{invited['id']}/invitation")).json()
    first, second = invited["invitation"]["token"], again["invitation"]["token"]
    third = (await invite(boss, f"tom.{new_id().hex}@acme.example"))["invitation"]["token"]
    await boss.delete(f"/members/{invited['id']}", headers={"If-Match": "*"})
    async with database.writers.begin() as session:
        expired = text("UPDATE invitation SET expires_at = created_at WHERE hash = :hash")
        await (await session.connection()).execute(expired, {"hash": digest(third)})

    for token in (first, second, third, "unknown", "odd \u2028 one"):
        body = {"token": token, "password": PASSWORD}
        refused = await nobody.post("/v1/auth/invitations", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "invitation_invalid")


async def test_no_connection_is_held_while_a_password_is_hashed(
    app: FastAPI, nobody: AsyncClient, registered: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    pool = app.state.database.writers.kw["bind"].pool
    passwords = app.state.passwords
    verify, hash = passwords.verify, passwords.hash

    async def watched_verify(*args: Any) -> bool:
        held.append(pool.checkedout())
        return bool(await verify(*args))

    async def watched_hash(*args: Any) -> str:
        held.append(pool.checkedout())
        return str(await hash(*args))

    monkeypatch.setattr(passwords, "verify", watched_verify)
    monkeypatch.setattr(passwords, "hash", watched_hash)
    await sign_in(nobody, registered["email"])
    await sign_in(nobody, "nobody@nowhere.example")
    await sign_in(nobody, "no e-mail at all")
    await nobody.post("/v1/auth/register", json=registration())
    change = {"current": PASSWORD, "new": "another one"}
    await nobody.put("/v1/me/password", json=change, headers=signed(registered))

    assert held == [0] * 6


@pytest.mark.parametrize("odd", ["\u0000", "a\u0000b", "\ufffe", "\u202e", "x" * 300, "", 1, None])
@pytest.mark.parametrize("field", ["email", "password", "name", "organization"])
async def test_odd_values_are_refused_or_taken_and_break_nothing(
    nobody: AsyncClient, field: str, odd: Any
) -> None:
    sent = registration(**{field: {"name": odd, "slug": odd} if field == "organization" else odd})
    assert (await nobody.post("/v1/auth/register", json=sent)).status_code in (201, 422)


async def test_a_lone_surrogate_is_no_json(nobody: AsyncClient) -> None:
    body = b'{"email": "\\ud800", "password": "\\ud800"}'
    json = {"Content-Type": "application/json"}
    sent = await nobody.post("/v1/auth/register", content=body, headers=json)
    assert (sent.status_code, sent.json()["code"]) == (400, "malformed_json")
