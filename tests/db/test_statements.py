"""The statements alone: the whole contract, asked of a service that row security does not hold."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from app.tables.base import new_id
from tests.conftest import TEST_DATABASE
from tests.estate import HUSH, rows_of, settle
from tests.people import Person
from tests.sample import Operation, Sampler, operations

LEAST = 45  # operations, on the day this was written
AROUND = {"root_kind": "objective", "direction": "both"}  # what the graph wants beside its root


@pytest.fixture
async def unguarded(server: URL, settings: Settings) -> AsyncIterator[FastAPI]:
    """An application that sees every row."""
    superuser = server.set(database=TEST_DATABASE).render_as_string(hide_password=False)
    app = create_app(Settings.model_validate(settings.model_dump() | {"database_url": superuser}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def hers(database: Database, ann: Person) -> dict[str, str]:
    return await settle(database, ann)


@pytest.fixture
async def own(database: Database, zoe: Person) -> dict[str, str]:
    return await settle(database, zoe, "open")


async def ask(
    client: AsyncClient, operation: Operation, path: dict[str, str], sampler: Sampler, org: Any
) -> Response:
    """Send what the contract makes of an operation."""
    query = sampler.query(operation) if operation.method == "get" else {}
    if "root_id" in query:
        query = AROUND | {"root_id": query["root_id"]}
    return await client.request(
        operation.method,
        operation.path.format_map(path | {"org": str(org)}),
        params=query,
        json=sampler.body(operation),
        headers={"If-Match": "*"},
    )


def names_something(value: Any, ids: dict[str, str]) -> bool:
    """Whether a body or a query holds an id of somebody's."""
    return any(f"'{id}'" in repr(value) for id in ids.values())


async def test_nothing_of_anothers_answers_to_its_id(
    unguarded: FastAPI,
    superuser: AsyncEngine,
    hers: dict[str, str],
    own: dict[str, str],
    ann: Person,
    zoe: Person,
) -> None:
    contract = unguarded.openapi()
    sampler, before = Sampler(contract, hers), await rows_of(superuser, ann)
    asked = operations(contract)

    async with zoes(unguarded, zoe) as client:
        for operation in asked:
            told = await ask(client, operation, hers, sampler, zoe.org_id)
            if operation.named:
                assert told.status_code == 404, (operation, told.text)
            elif names_something(sampler.body(operation), hers):
                assert "unknown_id" in told.text, (operation, told.text)
                assert told.status_code == 422
            ensure_silent(operation, told, hers)

    assert await rows_of(superuser, ann) == before
    assert len(asked) >= LEAST


async def test_nothing_of_anothers_is_taken_into_ones_own(
    unguarded: FastAPI,
    superuser: AsyncEngine,
    hers: dict[str, str],
    own: dict[str, str],
    ann: Person,
    zoe: Person,
) -> None:
    contract = unguarded.openapi()
    sampler, before = Sampler(contract, hers), await rows_of(superuser, ann)

    async with zoes(unguarded, zoe) as client:
        for operation in operations(contract):
            if operation.method == "delete" or "{org}" not in operation.path:
                continue
            told = await ask(client, operation, own, sampler, zoe.org_id)
            if names_something(sampler.body(operation), hers):
                assert told.status_code in (404, 409, 422), (operation, told.text)
                # A key that refuses it is the last line: the statement has to miss it first.
                assert "value_refused" not in told.text, operation
            ensure_silent(operation, told, hers)

    assert await rows_of(superuser, ann) == before


async def test_another_organization_is_not_there_whoever_asks_for_it(
    unguarded: FastAPI,
    app: FastAPI,
    superuser: AsyncEngine,
    hers: dict[str, str],
    ann: Person,
    zoe: Person,
) -> None:
    contract, before = app.openapi(), await rows_of(superuser, ann)
    sampler = Sampler(contract, hers)
    for served in (unguarded, app):
        async with zoes(served, zoe) as client:
            for operation in operations(contract):
                if "{org}" in operation.path:
                    told = await ask(client, operation, hers, sampler, ann.org_id)
                    assert told.status_code == 404, (operation, told.text)
                    ensure_silent(operation, told, hers)
    assert await rows_of(superuser, ann) == before


async def test_what_is_unknown_anothers_or_no_id_is_refused_in_the_same_bytes(
    app: FastAPI, hers: dict[str, str], ann: Person, zoe: Person
) -> None:
    contract, unknown = app.openapi(), dict.fromkeys(hers, str(new_id()))
    no_id = dict.fromkeys(hers, "no-id")
    async with zoes(app, zoe) as client:
        for operation in operations(contract):
            if not operation.named:
                continue
            answers = [
                await ask(client, operation, ids, Sampler(contract, hers), zoe.org_id)
                for ids in (unknown, hers, no_id)
            ]
            assert len({bare(a) for a in answers}) == 1, (operation, [a.text for a in answers])
            assert answers[0].status_code == 404


@pytest.mark.parametrize("org", ["no-such", "NO", "0", "00000000-0000-7000-8000-000000000000"])
async def test_organizations_are_refused_in_the_same_bytes(
    app: FastAPI, ann: Person, zoe: Person, org: str
) -> None:
    async with zoes(app, zoe) as client:
        for method, rest in (("get", "/objectives"), ("post", "/objectives"), ("get", "/cycles")):
            one = await client.request(method, f"/v1/orgs/{ann.org_id}{rest}")
            other = await client.request(method, f"/v1/orgs/{org}{rest}")
            assert (bare(one), one.status_code) == (bare(other), 404)


def zoes(app: FastAPI, zoe: Person) -> AsyncClient:
    """Return her client, standing outside."""
    return AsyncClient(
        transport=ASGITransport(app), base_url="http://test", headers=zoe.headers, timeout=30
    )


def ensure_silent(operation: Operation, told: Response, hers: dict[str, str]) -> None:
    """Fail where an answer holds anything of somebody's."""
    said = told.text + repr(told.headers)
    assert [it for it in (HUSH, *hers.values()) if it in said] == [], (operation, told.text)


def bare(told: Response) -> tuple[Any, ...]:
    """Return an answer without the name of the request."""
    name = told.headers["x-request-id"]
    headers = [(k, v) for k, v in told.headers.raw if k.lower() != b"x-request-id"]
    return told.status_code, told.content.replace(name.encode(), b""), tuple(headers)
