from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.http.about import head, health
from tests.people import client_of


async def test_a_service_that_is_well_says_so(nobody: AsyncClient) -> None:
    for path in ("/livez", "/readyz"):
        answer = await nobody.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_it_lives_and_is_not_ready_without_its_database(other_app: Any) -> None:
    gone = "postgresql+asyncpg://nobody@127.0.0.1:1/none"
    async with other_app(database_url=gone) as app, client_of(app, None) as client:
        assert (await client.get("/livez")).status_code == 200
        refused = await client.get("/readyz")

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert refused.headers["retry-after"] == "2"


async def test_it_is_not_ready_on_the_tables_of_another_version(
    nobody: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "heads", lambda: frozenset({"9999"}))
    assert (await nobody.get("/readyz")).status_code == 503


async def test_it_is_not_ready_while_it_stops(other_app: Any) -> None:
    async with other_app() as app, client_of(app, None) as client:
        app.state.draining = True
        assert (await client.get("/readyz")).status_code == 503
        assert (await client.get("/livez")).status_code == 200


def test_the_code_knows_its_migrations() -> None:
    assert len(head.heads()) == 1


async def test_figures_name_operations_and_never_paths(other_app: Any, olga: Any) -> None:
    async with other_app() as app, client_of(app, olga) as client:
        await client.get("/cycles")
        await client.get("/nothing/here")
        text = (await client.get("http://test/metrics")).text

    assert 'okr_requests_total{method="GET",operation="list_cycles",status="2xx"} 1.0' in text
    assert 'okr_requests_total{method="GET",operation="none",status="4xx"} 1.0' in text
    assert 'okr_pool_size{pool="reads"} 10.0' in text
    assert "okr_requests_in_progress 1.0" in text
    assert "nothing" not in text


async def test_errors_of_the_database_are_counted(other_app: Any, olga: Any) -> None:
    gone = "postgresql+asyncpg://nobody@127.0.0.1:1/none"
    async with other_app(database_url=gone) as app, client_of(app, olga) as client:
        assert (await client.get("/cycles")).status_code == 503
        text = (await client.get("http://test/metrics")).text

    assert 'okr_database_errors_total{kind="ConnectionRefusedError"} 1.0' in text


async def test_the_docs_work_without_a_network(nobody: AsyncClient, app: FastAPI) -> None:
    page = await nobody.get("/docs", headers={"Accept": "text/html"})
    parts = [part for part in page.text.split('"') if part.startswith("_static/")]
    found = [await nobody.get(f"/{part}") for part in parts]

    assert page.status_code == 200
    assert "://" not in page.text
    assert "'self'" in page.headers["content-security-policy"]
    assert [each.status_code for each in found] == [200, 200, 200]
    assert all("immutable" in each.headers["cache-control"] for each in found)
    assert "://" not in found[2].text  # start.js, which is ours
    assert (await nobody.get("/_static/swagger-ui-5.35.0/..%2f..%2fguard.py")).status_code == 404
    assert (await nobody.get("/openapi.json")).json() == app.openapi()
