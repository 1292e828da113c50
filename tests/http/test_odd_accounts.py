"""Nothing that can be sent to the routes of accounts breaks anything."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.people import Person, client_of, here

ODD = ["\u0000", "\ufeff\u202e", "x" * 3000, "", 0, -1, 2**70, 1e308, True, None, [], [None], {}]
ODD += ["0001-01-01", "9999-12-31", "%00", "' OR 1=1 --", {"a": {"b": "\u0000"}}]
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/v1/auth/register"): {
        "email": "x", "password": "x", "name": "x", "organization": {"name": "x", "slug": "x"},
    },
    ("POST", "/v1/auth/invitations"): {"token": "x", "password": "12345678"},
    ("PATCH", "/v1/me"): {"name": "x", "locale": "en"},
    ("PUT", "/v1/me/password"): {"current": "x", "new": "12345678"},
    ("POST", "/v1/me/tokens"): {
        "name": "x", "scopes": ["read"], "org_id": None, "expires_on": None,
    },
    ("POST", "/v1/orgs"): {"name": "x", "slug": "x", "timezone": "UTC", "locale": "en"},
    ("PATCH", "HERE"): {"name": "x", "mission": "x", "timezone": "UTC", "policies": {}},
    ("POST", "HERE/members"): {"email": "a@b", "name": "x", "role": "member"},
    ("PATCH", "HERE/members/ANN"): {"name": "x", "role": "member"},
    ("POST", "HERE/members/ANN/transitions"): {"to": "active", "note": "x"},
}  # fmt: skip
HEADERS = ["If-Match", "Idempotency-Key", "Authorization", "Accept-Language", "X-Request-Id"]


async def send(client: AsyncClient, method: str, url: str, ann: Person, **more: Any) -> int:
    url = url.replace("HERE", here(client)).replace("ANN", str(ann.id))
    full = url if url.startswith("http") else f"http://test{url}"
    headers = {"If-Match": "*"} | more.pop("headers", {})
    return int((await client.request(method, full, headers=headers, **more)).status_code)


@pytest.mark.parametrize(("method", "url"), BODIES)
async def test_odd_bodies(boss: AsyncClient, ann: Person, method: str, url: str) -> None:
    body = BODIES[method, url]
    for odd in ODD:
        for name in body:
            status = await send(boss, method, url, ann, json=body | {name: odd})
            assert status < 500, (name, odd)
        assert await send(boss, method, url, ann, json=odd) < 500
    for raw in (b"", b"{", b"\xff\xfe", b'{"name": "\\ud800"}', b"[" * 100, b'{"name": NaN}'):
        json = {"Content-Type": "application/json"}
        assert await send(boss, method, url, ann, content=raw, headers=json) in (400, 409, 422)


@pytest.mark.parametrize("name", HEADERS)
async def test_odd_headers(boss: AsyncClient, app: FastAPI, ann: Person, name: str) -> None:
    for odd in ("", " ", "\xff", '"', "W/", "*,*", "Bearer", "Bearer okr_pat_", "x" * 1200, "1;q="):
        for (method, url), body in BODIES.items():
            headers = {name: odd.encode("latin-1")}
            async with client_of(app, None) as nobody:
                nobody.base_url = boss.base_url
                client = nobody if name == "Authorization" else boss
                assert await send(client, method, url, ann, json=body, headers=headers) < 500


async def test_odd_queries(boss: AsyncClient) -> None:
    lists = [here(boss) + path for path in ("/members", "/journal")]
    for url in (*lists, "http://test/v1/orgs", "http://test/v1/me/tokens", "http://test/v1/me"):
        for name in ("cursor", "limit", "role", "since_seq", "subject_id", "x"):
            for odd in ("%00", "%ff", "%ed%a0%80", "-1", "9" * 30, "", "A" * 900, "IiI"):
                assert (await boss.get(f"{url}?{name}={odd}")).status_code in (200, 400, 422)
