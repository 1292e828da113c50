from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import orjson
import pytest
from fastapi import FastAPI

from app.db.engine import Database
from app.domain.ownership import OwnerKind
from app.features.cycles import queries
from app.features.sheets.queries import READS
from app.http.log import open_log
from app.main import create_app
from app.settings import LogLevel, Settings
from tests import make
from tests.people import Person, client_of


@pytest.fixture
def stream() -> BytesIO:
    """What the service writes while a test runs."""
    return BytesIO()


@pytest.fixture
async def app(settings: Settings, stream: BytesIO) -> AsyncIterator[FastAPI]:
    app = create_app(settings, open_log(LogLevel.info, stream))
    async with app.router.lifespan_context(app):
        yield app


def lines(stream: BytesIO) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in stream.getvalue().splitlines()]


async def test_a_request_is_one_line(app: FastAPI, olga: Person, stream: BytesIO) -> None:
    async with client_of(app, olga) as client:
        answer = await client.get("/cycles?limit=7", headers={"X-Request-Id": "here-i-am"})

    [line] = lines(stream)
    assert line.pop("ms") > 0
    assert line.pop("at").endswith("Z")
    assert line == {
        "level": "info",
        "event": "request",
        "request_id": "here-i-am",
        "method": "GET",
        "route": "list_cycles",
        "status": 200,
        "bytes": len(answer.content),
        "org": str(olga.org_id),
        "account": str(olga.account_id),
    }


async def test_a_mistake_is_told_once_and_without_what_was_sent(
    app: FastAPI, olga: Person, stream: BytesIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise KeyError("a secret")

    monkeypatch.setattr(queries.CYCLE, "one", fail)
    async with client_of(app, olga) as client:
        refused = await client.get(f"/cycles/{olga.id}", headers={"X-Request-Id": "broken"})

    told, request = lines(stream)
    assert refused.status_code == 500
    assert (told["event"], told["error"], told["request_id"]) == (
        "unhandled",
        ["builtins.KeyError"],
        "broken",
    )
    assert (request["level"], request["status"]) == ("error", 500)
    assert "secret" not in str(told) + str(request)


async def test_what_was_refused_is_a_warning(app: FastAPI, stream: BytesIO) -> None:
    async with client_of(app, None) as client:
        await client.get("/nothing?token=secret", headers={"Authorization": "Bearer secret"})

    [line] = lines(stream)
    assert (line["level"], line["status"], line["route"]) == ("warning", 404, "none")
    assert "secret" not in str(line)


def test_a_log_that_is_off_says_nothing(settings: Settings) -> None:
    stream = BytesIO()
    open_log(LogLevel.off, stream).error("request")
    assert stream.getvalue() == b""


async def test_the_secret_of_a_link_is_in_no_line(
    app: FastAPI, olga: Person, stream: BytesIO, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    year = await make.cycle(database, olga.org_id)
    asked = {"path": "/sheets/organization", "query": {"cycle_id": str(year.id)}}
    async with client_of(app, olga) as client:
        link = (await client.post("/links", json=asked)).json()
    secret = link["url"].rpartition("token=")[2]

    async def fail(*_: Any, **__: Any) -> None:
        raise KeyError(secret)

    async with client_of(app, None) as reader:
        shown = await reader.get(link["url"])
        refused = await reader.get(link["url"] + "&more=1")
        monkeypatch.setattr(READS[OwnerKind.organization], "rows", fail)
        broken = await reader.get(link["url"])

    assert [shown.status_code, refused.status_code, broken.status_code] == [200, 401, 500]
    assert broken.headers["content-type"] == "text/html; charset=utf-8"
    told = [(line["event"], line.get("route")) for line in lines(stream)]
    assert told[1:] == [
        ("request", "show_organization_sheet"),
        ("request", "show_organization_sheet"),
        ("unhandled", None),
        ("request", "show_organization_sheet"),
    ]
    assert secret.rpartition(".")[2].encode() not in stream.getvalue()
