import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text

from app.db.engine import Database
from app.domain.role import Role
from tests import make
from tests.people import Person, client_of, here

ANY = {"If-Match": "*"}


def nina(**other: Any) -> dict[str, Any]:
    return {"email": "Nina@Acme.example", "name": "Nina", "role": "member"} | other


async def test_a_member_is_invited_read_changed_and_let_go(boss: AsyncClient) -> None:
    made = await boss.post("/members", json=nina())
    assert made.status_code == 201
    secret, member = made.json()["invitation"], made.json()
    del member["invitation"]
    assert (member["email"], member["state"]) == ("nina@acme.example", "invited")
    assert set(secret) == {"token", "expires_at"}

    url = f"/members/{member['id']}"
    assert (await boss.get(url)).json() == member
    again = await boss.post("/members", json=nina())
    assert (again.status_code, again.json()["code"]) == (409, "member_exists")
    assert again.json()["id"] == member["id"]
    tag = {"If-Match": (await boss.get(url)).headers["etag"]}
    changed = await boss.patch(url, json={"role": "manager", "name": "N."}, headers=tag)
    assert (changed.json()["role"], changed.json()["version"]) == ("manager", 2)
    assert (await boss.patch(url, json={"name": "x"}, headers=tag)).status_code == 412
    assert (await boss.delete(url)).status_code == 428
    assert (await boss.delete(url, headers=ANY)).status_code == 204
    assert (await boss.get(url)).json()["state"] == "deactivated"
    assert secret["token"] not in (await boss.get("/journal")).text


async def test_members_are_listed_by_role_and_state(
    boss: AsyncClient, olga: Person, max: Person, ann: Person
) -> None:
    invited = (await boss.post("/members", json=nina())).json()
    everybody = (await boss.get("/members")).json()["items"]
    some = await boss.get("/members?role=manager&role=owner")
    waiting = await boss.get("/members?state=invited")
    first = await boss.get("/members?limit=1")
    second = await boss.get("/members", params={"limit": 1, "cursor": first.json()["next_cursor"]})

    assert len(everybody) == 4
    assert [m["name"] for m in some.json()["items"]] == ["Max", "Olga"]
    assert [m["id"] for m in waiting.json()["items"]] == [invited["id"]]
    pages = first.json()["items"] + second.json()["items"]
    assert pages == everybody[:2]


@pytest.mark.parametrize("role", ["viewer", "member", "manager"])
async def test_members_read_all_and_only_admins_change(
    app: FastAPI, database: Database, olga: Person, role: str
) -> None:
    person = await make.member(database, olga.org_id, "Pia", Role(role))
    url = f"/members/{person.id}"
    async with client_of(app, person) as client:
        assert (await client.get(url)).status_code == 200
        answers = [
            await client.post("/members", json=nina()),
            await client.patch(url, json={"name": "P."}, headers=ANY),
            await client.delete(url, headers=ANY),
            await client.post(f"{url}/transitions", json={"to": "deactivated"}),
            await client.post(f"{url}/invitation"),
        ]
    assert {(a.status_code, a.json()["code"]) for a in answers} == {(403, "role_too_low")}


async def test_only_owners_make_and_unmake_owners(
    app: FastAPI, database: Database, boss: AsyncClient, olga: Person, ann: Person
) -> None:
    admin = await make.member(database, olga.org_id, "Ada", Role.admin)
    async with client_of(app, admin) as adas:
        refused = [
            await adas.post("/members", json=nina(role="owner")),
            await adas.patch(f"/members/{ann.id}", json={"role": "owner"}, headers=ANY),
            await adas.patch(f"/members/{olga.id}", json={"role": "member"}, headers=ANY),
            await adas.delete(f"/members/{olga.id}", headers=ANY),
        ]
        renamed = await adas.patch(f"/members/{olga.id}", json={"name": "O."}, headers=ANY)
    assert [a.status_code for a in refused] == [403] * 4
    assert renamed.status_code == 200
    made = await boss.patch(f"/members/{ann.id}", json={"role": "owner"}, headers=ANY)
    assert made.json()["role"] == "owner"


async def test_the_last_owner_stays(boss: AsyncClient, olga: Person) -> None:
    await boss.post("/members", json=nina(role="owner"))  # invited: no owner yet
    url = f"/members/{olga.id}"
    refused = [
        await boss.patch(url, json={"role": "admin"}, headers=ANY),
        await boss.delete(url, headers=ANY),
        await boss.post(f"{url}/transitions", json={"to": "deactivated"}),
    ]
    assert {(a.status_code, a.json()["code"]) for a in refused} == {(409, "last_owner")}


async def test_two_owners_who_unmake_each_other_at_once_leave_one(
    app: FastAPI, database: Database
) -> None:
    for _ in range(5):
        org = await make.organization(database)
        owners = [await make.member(database, org, name, Role.owner) for name in ("Ida", "Eva")]
        async with client_of(app, owners[0]) as idas, client_of(app, owners[1]) as evas:
            await asyncio.gather(
                idas.patch(f"/members/{owners[1].id}", json={"role": "member"}, headers=ANY),
                evas.patch(f"/members/{owners[0].id}", json={"role": "member"}, headers=ANY),
            )
            left = await idas.get("/members?role=owner")
        assert len(left.json()["items"]) == 1


@pytest.mark.parametrize(
    ("change", "status"), [("role = 'viewer'", 403), ("state = 'deactivated'", 404)]
)
async def test_who_waits_for_their_turn_acts_in_the_role_that_they_have_then(
    boss: AsyncClient, database: Database, olga: Person, change: str, status: int
) -> None:
    sent = boss.patch(f"/members/{olga.id}", json={"name": "O."}, headers=ANY)
    async with database.writers.begin() as session:
        connection = await session.connection()
        for statement in (
            "SELECT set_config('app.org_id', CAST(:org AS text), true)",
            "SELECT FROM organization_state WHERE CAST(org_id AS text) = :org FOR NO KEY UPDATE",
            f"UPDATE member SET {change} WHERE CAST(org_id AS text) = :org",
        ):
            await connection.execute(text(statement), {"org": str(olga.org_id)})
        waiting = asyncio.create_task(sent)
        await asyncio.sleep(0.1)
    assert (await waiting).status_code == status


async def test_leaving_and_another_role_act_on_the_next_request(
    boss: AsyncClient, client: AsyncClient, ann: Person, zoe: Person
) -> None:
    url = f"/members/{ann.id}"
    cycle = {"name": "2027", "kind": "custom", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    assert (await client.post("/cycles", json=cycle)).status_code == 403
    await boss.patch(url, json={"role": "manager"}, headers=ANY)
    assert (await client.post("/cycles", json=cycle)).status_code == 201
    await boss.patch(url, json={"role": "viewer"}, headers=ANY)
    assert (await client.post("/cycles", json=cycle)).status_code == 403

    left = await boss.post(f"{url}/transitions", json={"to": "deactivated", "note": "Moved on."})
    assert left.json()["state"] == "deactivated"
    gone = await client.get(here(client))
    never = await client.get(f"http://test/v1/orgs/{zoe.org_id}")
    assert (gone.status_code, never.status_code) == (404, 404)
    assert {**gone.json(), "instance": ""} == {**never.json(), "instance": ""}
    again = await boss.post(f"{url}/transitions", json={"to": "deactivated"})
    assert (again.status_code, again.json()["allowed"]) == (409, ["active"])
    await boss.post(f"{url}/transitions", json={"to": "active"})
    assert (await client.get(here(client))).status_code == 200


async def test_who_has_not_come_in_is_invited_again_and_nobody_else(
    boss: AsyncClient, ann: Person
) -> None:
    invited = (await boss.post("/members", json=nina())).json()
    url = f"/members/{invited['id']}"
    early = await boss.post(f"{url}/transitions", json={"to": "active"})
    again = await boss.post(f"{url}/invitation")
    await boss.delete(url, headers=ANY)
    back = await boss.post(f"{url}/transitions", json={"to": "active"})
    anew = await boss.post(f"{url}/invitation")
    active = await boss.post(f"/members/{ann.id}/invitation")

    assert (early.status_code, early.json()["allowed"]) == (409, ["deactivated"])
    assert again.status_code == 201
    assert again.json()["invitation"]["token"] != invited["invitation"]["token"]
    assert (back.status_code, back.json()["allowed"]) == (409, [])  # but by an invitation
    assert (anew.status_code, anew.json()["state"]) == (201, "invited")
    assert (active.status_code, active.json()["code"]) == (409, "illegal_transition")


async def test_an_invitation_is_made_once_and_not_shown_again(boss: AsyncClient) -> None:
    key = {"Idempotency-Key": "k1"}
    made = await boss.post("/members", json=nina(), headers=key)
    again = await boss.post("/members", json=nina(), headers=key)
    other = await boss.post("/members", json=nina(name="Else"), headers=key)
    assert (made.status_code, again.status_code, other.status_code) == (201, 409, 422)
    assert again.json()["code"] == "idempotency_replay_unavailable"


@pytest.mark.parametrize("odd", ["\u0000", "x" * 300, "", 1, None, [], {}, "@", "a@b\u0000"])
@pytest.mark.parametrize("field", ["email", "name", "role", "team_ids"])
async def test_odd_values_are_refused(boss: AsyncClient, field: str, odd: Any) -> None:
    refused = await boss.post("/members", json=nina(**{field: odd}))
    assert refused.status_code == 201 if (field, odd) == ("name", "@") else 422
    assert (await boss.get("/members", params={"role": "\u0000"})).status_code == 422
    assert (await boss.get("/members/%00")).status_code == 404
