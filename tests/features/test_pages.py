"""Pages for people: what whoever has a link sees, and what ends it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from app.domain.page import PAGES
from app.http.tokens import LINK
from app.tables import Cycle
from app.tables.base import new_id
from tests import make, watched
from tests.people import Person, client_of
from tests.tokens import KEYS

OURS = "/sheets/organization"


@pytest.fixture
async def year(database: Database, olga: Person) -> Cycle:
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    return await make.cycle(database, olga.org_id, name="Year of ours", **days)


@pytest.fixture
async def reader(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """Somebody with a browser, who is not signed in."""
    async with client_of(app, None) as client:
        yield client


async def shared(client: AsyncClient, cycle: Cycle, path: str = OURS, **query: Any) -> str:
    """Return the address of a link."""
    asked = {"path": path, "query": {"cycle_id": str(cycle.id)} | query}
    made = await client.post("/links", json=asked)
    assert made.status_code == 201, made.text
    return str(made.json()["url"])


def changed(url: str, path: str | None = None, **query: str | None) -> str:
    """Return an address with another path, or with other things in its query."""
    parts = urlsplit(url)
    given = {name: value for name, [value] in parse_qs(parts.query).items()} | query
    left = {name: value for name, value in given.items() if value is not None}
    return parts._replace(path=path or parts.path, query=urlencode(left)).geturl()


def ensure_page(page: Response, status: int = 200) -> None:
    """Fail unless it is a page that loads nothing, is kept nowhere and tells nobody its address."""
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert page.headers["content-security-policy"].startswith(
        "default-src 'none'; style-src 'sha256-"
    )
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert not re.search(r"<script|<link|<img|<iframe|<form|style=|src=|@import|url\(", page.text)


def bare(page: Response) -> tuple[int, str]:
    """Return a page without the name of its request, and without its own address."""
    without = page.text.replace(page.headers["x-request-id"], "")
    return page.status_code, re.sub(r'href="[^"]*"', "", without)


async def test_a_sheet_is_a_page(
    boss: AsyncClient, reader: AsyncClient, database: Database, olga: Person, year: Cycle
) -> None:
    ours = {"owner_member_id": None}
    goal = await make.objective(database, olga, year, title="Be <loved> & known", why="So.", **ours)
    await make.key_result(database, goal, title="Promoters", current=5)
    other = await make.objective(database, olga, year, **ours)
    await make.key_result(database, other, progress_source="children")
    await watched.kpi(database, olga, name="Net revenue", unit="CNY", **ours)

    page = await reader.get(await shared(boss, year))

    ensure_page(page)
    assert page.headers["content-language"] == "en"
    for told in (
        "<h1>Acme</h1>",
        "Year of ours · 1 Jan 2026 to 31 Dec 2026 · active",
        "1. Be &lt;loved&gt; &amp; known",
        "Why:</b> So.",
        "Committed · Agreed",
        "Promoters",
        "0% → 10%",
        "from goals below",
        "Net revenue",
        "100\N{NO-BREAK SPACE}CNY",
        "Not measured",
        "Not complete yet",
        "<b>Be &lt;loved&gt; &amp; known</b>: This objective has 1 of the 2 key results",
        "as Olga sees it",
    ):
        assert told in page.text, told
    assert "<loved>" not in page.text


async def test_teams_and_members_have_pages_too(
    client: AsyncClient, reader: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    team = await make.team(database, ann, name="Brand and co")
    await make.objective(database, ann, year, title="Mine alone")

    theirs = await reader.get(await shared(client, year, f"/sheets/teams/{team.id}"))
    mine = await reader.get(await shared(client, year, f"/sheets/members/{ann.id}"))

    ensure_page(theirs)
    ensure_page(mine)
    assert "<h1>Brand and co</h1>" in theirs.text
    assert "<h1>Ann</h1>" in mine.text
    assert "Mine alone" in mine.text
    assert "Mine alone" not in theirs.text


async def test_a_link_sees_what_its_maker_sees_now(
    app: FastAPI, client: AsyncClient, reader: AsyncClient, database: Database, ann: Person,
    bob: Person, year: Cycle,
) -> None:  # fmt: skip
    async with client_of(app, bob) as bobs:
        his = await shared(bobs, year, f"/sheets/members/{ann.id}")
    hers = await shared(client, year, f"/sheets/members/{ann.id}")
    goal = await make.objective(database, ann, year, title="Quiet", visibility="private")

    assert "Quiet" in (await reader.get(hers)).text
    assert "Quiet" not in (await reader.get(his)).text
    opened = {"visibility": "organization"}
    match = {"If-Match": "*"}
    await client.patch(f"/objectives/{goal.id}", json=opened, headers=match)
    assert "Quiet" in (await reader.get(his)).text


@pytest.mark.parametrize(
    ("asked", "lang", "language", "word"),
    [
        ({}, None, "en", "Objectives"),
        ({"Accept-Language": "zh-CN,en;q=0.5"}, None, "zh", "目标"),
        ({"Accept-Language": "zh"}, "en", "en", "Objectives"),
        ({}, "zh", "zh", "目标"),
        ({}, "fr", "en", "Objectives"),
    ],
)
async def test_a_page_is_in_the_language_of_its_reader(
    client: AsyncClient, reader: AsyncClient, year: Cycle, asked: dict[str, str],
    lang: str | None, language: str, word: str,
) -> None:  # fmt: skip
    url = await shared(client, year, lang="zh")

    page = await reader.get(changed(url, lang=lang), headers=asked)
    refused = await reader.get(changed(url, lang=lang, token="x"), headers=asked)

    ensure_page(page)
    ensure_page(refused, 401)
    assert page.headers["content-language"] == refused.headers["content-language"] == language
    assert f'<html lang="{language}">' in page.text
    assert word in page.text
    assert ("链接无效" if language == "zh" else "This link opens nothing") in refused.text


End = Callable[["Ending"], Awaitable[str]]


class Ending:
    """A link, and those who can end it."""

    def __init__(self, link: dict[str, Any], ann: Person, **hands: Any) -> None:
        self.link, self.ann = link, ann
        self.client: AsyncClient = hands["client"]
        self.boss: AsyncClient = hands["boss"]
        self.superuser: AsyncEngine = hands["superuser"]

    async def do(self, statement: str, **values: Any) -> None:
        async with self.superuser.begin() as connection:
            await connection.execute(text(statement), values)


async def revoked(e: Ending) -> str:
    assert (await e.client.delete(f"/links/{e.link['id']}")).status_code == 204
    return str(e.link["url"])


async def out_of_time(e: Ending) -> str:
    await e.do("UPDATE link SET expires_at = now() WHERE id = :id", id=e.link["id"])
    return str(e.link["url"])


async def password_changed(e: Ending) -> str:
    ended = "UPDATE session SET ended_at = now() WHERE account_id = :account AND id <> :mine"
    await e.do(ended, account=e.ann.account_id, mine=e.ann.session_id)
    return str(e.link["url"])


async def left(e: Ending) -> str:
    assert (await e.boss.delete(f"/members/{e.ann.id}", headers={"If-Match": "*"})).is_success
    return str(e.link["url"])


async def left_and_back(e: Ending) -> str:
    url = await left(e)
    back = await e.boss.post(f"/members/{e.ann.id}/transitions", json={"to": "active"})
    assert back.status_code == 200, back.text
    return url


async def cut_short(e: Ending) -> str:
    return str(e.link["url"])[:-1]


async def without_token(e: Ending) -> str:
    return changed(e.link["url"], token=None)


async def by_bearer_token(e: Ending) -> str:
    return changed(e.link["url"], token=e.ann.headers["Authorization"].removeprefix("Bearer "))


async def signed_too_late(e: Ending) -> str:
    [secret] = parse_qs(urlsplit(e.link["url"]).query)["token"]
    claims = jwt.decode(secret, options={"verify_signature": False})
    past = datetime.now(UTC) - timedelta(seconds=1)
    names = {name: claims[name] for name in ("sub", "sid", "jti")}
    return changed(e.link["url"], token=KEYS.signed(LINK, names, past, past))


async def of_another_link(e: Ending) -> str:
    names = {"sub": e.ann.account_id, "sid": e.ann.session_id, "jti": new_id()}
    claims = {name: str(id) for name, id in names.items()}
    until = datetime.now(UTC) + timedelta(hours=1)
    return changed(e.link["url"], token=KEYS.signed(LINK, claims, datetime.now(UTC), until))


async def to_another_page(e: Ending) -> str:
    return changed(e.link["url"], e.link["path"].replace(OURS, f"/sheets/members/{e.ann.id}"))


async def of_another_cycle(e: Ending) -> str:
    return changed(e.link["url"], cycle_id=str(new_id()))


async def with_more(e: Ending) -> str:
    return changed(e.link["url"], more="1")


async def of_no_organization(e: Ending) -> str:
    return changed(e.link["url"], f"/orgs/no-such{OURS}")


@pytest.mark.parametrize(
    "end",
    [
        revoked, out_of_time, password_changed, left, left_and_back, cut_short, without_token,
        by_bearer_token, signed_too_late, of_another_link, to_another_page, of_another_cycle,
        with_more, of_no_organization,
    ],
)  # fmt: skip
async def test_a_link_that_opens_nothing_says_so_in_the_same_words(
    client: AsyncClient, boss: AsyncClient, reader: AsyncClient, superuser: AsyncEngine,
    ann: Person, year: Cycle, end: End,
) -> None:  # fmt: skip
    asked = {"path": OURS, "query": {"cycle_id": str(year.id)}}
    link = (await client.post("/links", json=asked)).json()
    ensure_page(await reader.get(link["url"]))
    hands = {"client": client, "boss": boss, "superuser": superuser}

    url = await end(Ending(link, ann, **hands))

    made_up = await reader.get(f"http://test/orgs/nobody{OURS}?token=x")
    for headers in ({}, ann.headers):  # who is signed in elsewhere comes in by the link alone
        refused = await reader.get(url, headers=headers)
        ensure_page(refused, 401)
        assert bare(refused) == bare(made_up)
    assert "Acme" not in refused.text


async def test_a_new_password_ends_links(app: FastAPI, reader: AsyncClient) -> None:
    me = {"email": f"{new_id()}@acme.example", "password": "long enough", "name": "Ada"}
    async with client_of(app, None) as client:
        new = me | {"organization": {"name": "Ada's"}}
        entered = (await client.post("/v1/auth/register", json=new)).json()
        client.headers["Authorization"] = f"Bearer {entered['access_token']}"
        client.base_url = f"http://test/v1/orgs/{entered['organization']['slug']}"
        days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
        cycle = await client.post("/cycles", json=days | {"name": "2026", "kind": "year"})
        asked = {"path": OURS, "query": {"cycle_id": cycle.json()["id"]}}
        url = (await client.post("/links", json=asked)).json()["url"]
        ensure_page(await reader.get(url))

        change = {"current": me["password"], "new": "longer than before"}
        done = await client.put("http://test/v1/me/password", json=change)

        assert done.status_code == 204, done.text
        assert (await client.get("/links")).json()["items"] == []
    ensure_page(await reader.get(url), 401)


async def test_a_page_whose_subject_is_gone_is_not_found(
    boss: AsyncClient, reader: AsyncClient, database: Database, olga: Person, year: Cycle
) -> None:
    team = await make.team(database, None, org_id=olga.org_id)
    empty = await make.cycle(database, olga.org_id)
    teams, cycles = await shared(boss, year, f"/sheets/teams/{team.id}"), await shared(boss, empty)
    match = {"If-Match": "*"}
    assert (await boss.delete(f"/teams/{team.id}", headers=match)).status_code == 204
    assert (await boss.delete(f"/cycles/{empty.id}", headers=match)).status_code == 204

    for url in (teams, cycles):
        refused = await reader.get(url, headers={"Accept-Language": "zh"})
        ensure_page(refused, 404)
        assert "未找到" in refused.text


@pytest.mark.parametrize("path", ["/orgs/acme", "/orgs/acme/nothing", "/orgs/acme/sheets/x/y"])
async def test_what_is_no_page_is_refused_as_one(reader: AsyncClient, path: str) -> None:
    ensure_page(await reader.get(f"http://test{path}"), 404)


async def test_a_page_is_read_and_not_written_to(
    client: AsyncClient, reader: AsyncClient, year: Cycle
) -> None:
    url = await shared(client, year)

    head, post = await reader.head(url), await reader.post(url)

    assert (head.status_code, head.content) == (200, b"")
    ensure_page(post, 405)
    assert post.headers["allow"] == "GET, HEAD"


async def test_every_page_has_links_and_lets_in_nobody_without(
    app: FastAPI, reader: AsyncClient, zoe: Person, database: Database, ann: Person, year: Cycle
) -> None:
    routes = [
        c.path or "" for c in iter_route_contexts(app.routes) if isinstance(c.route, APIRoute)
    ]
    pages = [path for path in routes if path.startswith("/orgs/")]
    assert {f"/orgs/{{org}}{page.shape}" for page in PAGES} == set(pages)

    team, theirs = await make.team(database, ann), await make.cycle(database, zoe.org_id)
    ids = {"org": ann.org_id, "team_id": team.id, "member_id": ann.id}
    async with client_of(app, zoe) as client:
        hers = await shared(client, theirs)
    for path in pages:
        mine = path.format_map(ids)
        for url in (changed(hers, mine), changed(hers, mine, cycle_id=str(year.id))):
            for headers in ({}, zoe.headers, ann.headers):
                ensure_page(await reader.get(url, headers=headers), 401)
        ensure_page(await reader.get(f"http://test{mine}?cycle_id={year.id}"), 401)
