from typing import Any

import pytest
from httpx2 import AsyncClient

from app.domain.secrets import personal_token
from app.http.limits import MOST_CLIENTS, Limiter
from tests.people import Person, client_of


async def test_who_asks_too_often_waits_and_nobody_else(
    other_app: Any, ann: Person, bob: Person
) -> None:
    async with other_app(rate_limit=3) as app, client_of(app, ann) as anns:
        answers = [await anns.get("/cycles") for _ in range(6)]
        async with client_of(app, bob) as bobs:
            other = await bobs.get("/cycles")

    assert [a.status_code for a in answers] == [200, 200, 200, 200, 429, 429]
    assert other.status_code == 200
    assert answers[1].headers["ratelimit-policy"] == '"default";q=3;w=60'
    assert answers[1].headers["ratelimit"] == '"default";r=2;t=20'
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 20


async def test_made_up_tokens_count_against_their_address(other_app: Any, ann: Person) -> None:
    made_up = [{"Authorization": f"Bearer {personal_token(bytes([n]) * 24)}"} for n in range(5)]
    async with other_app(rate_limit=3) as app, client_of(app, ann) as client:
        answers = [await client.get("/cycles", headers=headers) for headers in made_up]

    assert [a.status_code for a in answers] == [401, 401, 401, 429, 429]


async def test_what_a_client_has_already_is_not_counted(other_app: Any, ann: Person) -> None:
    async with other_app(rate_limit=2) as app, client_of(app, ann) as client:
        tag = (await client.get("/cycles")).headers["etag"]
        known = [await client.get("/cycles", headers={"If-None-Match": tag}) for _ in range(5)]
        assert {a.status_code for a in known} == {304}


async def test_pages_count_against_the_address_that_opens_them(other_app: Any) -> None:
    async with other_app(rate_limit=2) as app, client_of(app, None) as client:
        pages = [await client.get("/orgs/acme/sheets/organization?token=x") for _ in range(3)]

    assert [page.status_code for page in pages] == [401, 401, 429]
    assert "Wait a moment" in pages[-1].text
    assert int(pages[-1].headers["retry-after"]) >= 1


async def test_health_is_never_limited(other_app: Any) -> None:
    async with other_app(rate_limit=1) as app, client_of(app, None) as client:
        assert {(await client.get("/livez")).status_code for _ in range(5)} == {200}


async def test_without_a_limit_nothing_is_said_about_it(client: AsyncClient) -> None:
    assert "ratelimit" not in (await client.get("/cycles")).headers


def test_a_bucket_fills_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("app.http.limits.monotonic", lambda: clock[0])
    limiter = Limiter(60)

    assert [limiter.take("a") for _ in range(61)] == [0] * 60 + [1]
    clock[0] = 1.0
    assert [limiter.take("a") for _ in range(2)] == [0, 1]


def test_strangers_do_not_fill_the_memory() -> None:
    limiter = Limiter(60)
    for n in range(MOST_CLIENTS + 100):
        limiter.take(n)
    assert len(limiter.buckets) == MOST_CLIENTS
