"""Lists in order, page by page: with ties and with gaps, up and down."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.health import WORST_FIRST
from app.tables import Cycle
from tests import make
from tests.people import Person, client_of, today

SEVERITY = {health: n for n, health in enumerate(WORST_FIRST)}
A_WHILE = timedelta(days=3)
BOTH = ("", "-")


def lowered(text: str) -> bytes:
    """Return a title as lists sort it: letters of A to Z without their case, then code points."""
    return "".join(c.lower() if c.isascii() else c for c in text).encode()


def ordered(items: list[dict[str, Any]], sort: str) -> list[str]:
    """Return the ids in the order that was asked for: what lacks it comes last, ties by id."""
    name, down = sort.removeprefix("-"), sort.startswith("-")

    def key(item: dict[str, Any]) -> Any:
        value = item[name]
        worth: Any = SEVERITY[value] if name == "health" else value
        return (lowered(worth) if name in ("title", "name") else worth, item["id"])

    there = sorted((i for i in items if i[name] is not None), key=key, reverse=down)
    lacking = sorted((i for i in items if i[name] is None), key=lambda i: i["id"], reverse=down)
    return [item["id"] for item in there + lacking]


async def walked(client: AsyncClient, path: str, limit: int = 1, **asked: Any) -> list[Any]:
    """Return what a list shows, page by page."""
    items, params = [], asked | {"limit": limit}
    while True:
        page = await client.get(path, params=params)
        assert page.status_code == 200, page.text
        items += page.json()["items"]
        if (cursor := page.json()["next_cursor"]) is None:
            return items
        params["cursor"] = cursor


@pytest.fixture
async def goals(database: Database, ann: Person, year: Cycle) -> None:
    """Goals of every health, with ties and with gaps, written in another order than made."""
    titles = ["beta", "Alpha", "增长", "alpha", "Zeta", "品牌", "Éclair", "beta", "_", '"\n😀' * 60]
    third, now = Decimal(1) / 3, datetime.now(UTC)
    for n, title in enumerate(titles):
        progress = [None, third, Decimal("0.9"), third, Decimal(0)][n % 5]
        made_at = now - A_WHILE * (n * 7 % 10)
        written = {"created_at": made_at, "updated_at": made_at + A_WHILE * (n % 3)}
        place = {"title": title, "progress": progress} | written
        objective = await make.objective(database, ann, year, **place)
        if n % 4:
            await make.key_result(
                database,
                objective,
                **place,
                attainment=progress,
                kind="maintain_above" if progress is None else "increase",
                started=n % 3 > 0,
                confidence=[None, 7, 3][n % 3],
                reported_health=["at_risk", None][n % 2],
                due_on=None if n % 2 else today() + timedelta(days=n % 5),
            )


@pytest.mark.usefixtures("goals")
@pytest.mark.parametrize("down", BOTH)
@pytest.mark.parametrize(
    "name", ["created_at", "updated_at", "title", "progress", "health", "confidence"]
)
async def test_objectives_are_sorted_page_by_page(
    client: AsyncClient, name: str, down: str
) -> None:
    everything = (await client.get("/objectives")).json()["items"]

    found = [each["id"] for each in await walked(client, "/objectives", sort=down + name)]

    assert found == ordered(everything, down + name)
    assert len({str(each[name]) for each in everything}) > 2


@pytest.mark.usefixtures("goals")
@pytest.mark.parametrize("down", BOTH)
@pytest.mark.parametrize(
    "name", ["created_at", "updated_at", "title", "progress", "health", "confidence", "due_on"]
)
async def test_key_results_are_sorted_page_by_page(
    client: AsyncClient, name: str, down: str
) -> None:
    everything = (await client.get("/key-results")).json()["items"]

    found = [each["id"] for each in await walked(client, "/key-results", sort=down + name)]

    assert found == ordered(everything, down + name)
    assert len({str(each[name]) for each in everything}) > 2


@pytest.mark.parametrize("down", BOTH)
@pytest.mark.parametrize("name", ["effective_on", "created_at", "health", "confidence"])
async def test_check_ins_are_sorted_page_by_page(
    client: AsyncClient, database: Database, ann: Person, year: Cycle, name: str, down: str
) -> None:
    key_result = await make.key_result(database, await make.objective(database, ann, year))
    for n in range(7):
        said = {"health": [None, "at_risk", "off_track"][n % 3], "confidence": [None, 5, 2][n % 3]}
        day = today() - timedelta(days=n * 3 % 4)
        await make.check_in(database, ann, key_result, effective_on=day, **said)
    everything = (await client.get("/check-ins")).json()["items"]

    for path in ("/check-ins", f"/key-results/{key_result.id}/check-ins"):
        found = [each["id"] for each in await walked(client, path, sort=down + name)]
        assert found == ordered(everything, down + name)
    assert [e["id"] for e in everything] == ordered(everything, "-effective_on")


@pytest.mark.parametrize("down", BOTH)
@pytest.mark.parametrize("name", ["created_at", "updated_at", "name", "starts_on"])
async def test_cycles_are_sorted_page_by_page(
    client: AsyncClient, database: Database, ann: Person, name: str, down: str
) -> None:
    for n, title in enumerate(["q2", "Q1", "一季度", "q2"]):
        first = today() - timedelta(days=n % 2)
        await make.cycle(database, ann.org_id, name=title, starts_on=first)
    everything = (await client.get("/cycles")).json()["items"]

    found = [each["id"] for each in await walked(client, "/cycles", sort=down + name)]

    assert found == ordered(everything, down + name)


@pytest.mark.parametrize("down", BOTH)
async def test_members_key_results_and_edges_have_orders_of_their_own(
    client: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle, down: str
) -> None:
    goal = await make.objective(database, ann, year)
    for position in (2, 0, 1):
        await make.key_result(database, goal, position=position)
        await make.alignment(database, await make.objective(database, bob, year), goal)

    people = await walked(client, "/members", sort=f"{down}name")
    results = await walked(client, f"/objectives/{goal.id}/key-results", sort=f"{down}position")
    edges = await walked(client, "/alignments", sort=f"{down}updated_at")

    step = -1 if down else 1
    assert [each["name"] for each in people] == ["Ann", "Bob", "Olga"][::step]
    assert [each["position"] for each in results] == [0, 1, 2][::step]
    assert [each["id"] for each in edges] == ordered(edges, f"{down}updated_at")


@pytest.mark.usefixtures("goals")
async def test_a_cursor_belongs_to_one_order_and_one_filter(client: AsyncClient) -> None:
    asked: dict[str, Any] = {"limit": 2, "sort": "title"}
    first = (await client.get("/objectives", params=asked)).json()
    asked["cursor"] = first["next_cursor"]

    for other in ({"sort": "-title"}, {"sort": "health"}, {"health": "at_risk"}, {"q": "a"}):
        refused = await client.get("/objectives", params=asked | other)
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_cursor")
    elsewhere = await client.get("/key-results", params=asked)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "invalid_cursor")
    # What else to show, and how many at once, is not what the list is about.
    same = await client.get("/objectives", params=asked | {"include": "total", "limit": 3})
    assert (len(same.json()["items"]), same.json()["total"]) == (3, 10)


@pytest.mark.parametrize("sort", ["", "weight", "--title", "title,progress", "TITLE", "+title"])
async def test_there_are_no_other_orders(client: AsyncClient, sort: str) -> None:
    refused = await client.get("/objectives", params={"sort": sort})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "sort"


@pytest.mark.usefixtures("goals")
async def test_the_usual_order_is_the_newest_first(client: AsyncClient) -> None:
    for path in ("/objectives", "/key-results", "/members", "/cycles", "/alignments"):
        usual, asked = (
            await client.get(path),
            await client.get(path, params={"sort": "-created_at"}),
        )
        assert usual.json()["items"] == asked.json()["items"]
        assert [e["id"] for e in usual.json()["items"]] == ordered(
            usual.json()["items"], "-created_at"
        )


async def test_ones_own_organizations_and_tokens_are_sorted_and_counted(
    app: FastAPI, ann: Person
) -> None:
    async with client_of(app, ann) as client:
        for name in ("beta", "Alpha", "gamma"):
            await client.post("http://test/v1/me/tokens", json={"name": name, "scopes": ["read"]})
        tokens = await walked(client, "http://test/v1/me/tokens", sort="-name", include="total")
        counted = await client.get(
            "http://test/v1/me/tokens", params={"include": "total", "limit": 1}
        )
        orgs = await client.get("http://test/v1/orgs", params={"sort": "name", "include": "total"})
        since = datetime.now(UTC).isoformat()
        later = await client.get("http://test/v1/orgs", params={"updated_since": since})

    assert [each["name"] for each in tokens] == ["gamma", "beta", "Alpha"]
    assert (counted.json()["total"], orgs.json()["total"]) == (3, 1)
    assert later.json()["items"] == []
