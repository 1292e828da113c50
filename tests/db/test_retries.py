"""What fails in passing is done again from its start, and leaves one trace."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person

# A sequence is the one thing that a rollback does not take back.
HICCUP = (
    "CREATE SEQUENCE hiccups",
    "GRANT USAGE ON SEQUENCE hiccups TO okr_app",
    """CREATE FUNCTION hiccup() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('hiccups') <= TG_ARGV[0]::int THEN
        RAISE EXCEPTION 'not now' USING ERRCODE = TG_ARGV[1];
    END IF;
    RETURN NULL; END $$""",
)
TRIGGER = """CREATE CONSTRAINT TRIGGER hiccup AFTER INSERT OR UPDATE ON objective
DEFERRABLE INITIALLY {when} FOR EACH ROW EXECUTE FUNCTION hiccup({times}, '{code}')"""
Trouble = Callable[[int, str, str], Awaitable[None]]


@pytest.fixture
async def trouble(owner: AsyncEngine) -> AsyncIterator[Trouble]:
    """Let objectives fail some times: at the statement, or at the commit."""

    async def run(*statements: str) -> None:
        async with owner.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))

    async def make_trouble(times: int, code: str, when: str) -> None:
        await run(*HICCUP, TRIGGER.format(times=times, code=code, when=when))

    yield make_trouble
    await run("DROP FUNCTION IF EXISTS hiccup CASCADE", "DROP SEQUENCE IF EXISTS hiccups")


@pytest.mark.parametrize("when", ["IMMEDIATE", "DEFERRED"])
@pytest.mark.parametrize("code", ["40001", "40P01"])
@pytest.mark.parametrize("times", [1, 2])
async def test_what_fails_in_passing_happens_once(
    client: AsyncClient,
    boss: AsyncClient,
    ann: Person,
    year: Cycle,
    trouble: Trouble,
    times: int,
    code: str,
    when: str,
) -> None:
    await trouble(times, code, when)
    new = {"title": "Be loved", "owner": ann.owner, "cycle_id": str(year.id)}

    made = await client.post("/objectives", json=new, headers={"Idempotency-Key": "k"})

    assert made.status_code == 201
    assert len((await client.get("/objectives")).json()["items"]) == 1
    assert [line["seq"] for line in (await boss.get("/journal")).json()["items"]] == [1]
    again = await client.post("/objectives", json=new, headers={"Idempotency-Key": "k"})
    assert again.json() == made.json()


async def test_a_change_is_tried_again_with_its_body(
    client: AsyncClient, database: Database, ann: Person, year: Cycle, trouble: Trouble
) -> None:
    url = f"/objectives/{(await make.objective(database, ann, year)).id}"
    await trouble(2, "40001", "IMMEDIATE")

    changed = await client.patch(url, json={"title": "New"}, headers={"If-Match": '"1"'})

    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert (await client.get(url)).json()["title"] == "New"


async def test_after_three_tries_the_client_is_told_to_come_again(
    client: AsyncClient, boss: AsyncClient, ann: Person, year: Cycle, trouble: Trouble
) -> None:
    await trouble(3, "40001", "DEFERRED")
    new = {"title": "Be loved", "owner": ann.owner, "cycle_id": str(year.id)}

    refused = await client.post("/objectives", json=new)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert (await client.get("/objectives")).json()["items"] == []
    assert (await boss.get("/journal")).json()["items"] == []
    assert (await client.post("/objectives", json=new)).status_code == 201  # the fourth


async def test_what_is_wrong_is_not_tried_again(
    client: AsyncClient, owner: AsyncEngine, ann: Person, year: Cycle, trouble: Trouble
) -> None:
    await trouble(9, "23514", "IMMEDIATE")
    new = {"title": "Be loved", "owner": ann.owner, "cycle_id": str(year.id)}

    assert (await client.post("/objectives", json=new)).status_code == 422

    async with owner.connect() as connection:
        tried = await connection.execute(text("SELECT last_value FROM hiccups"))
    assert tried.scalar_one() == 1


MIGRATIONS = [
    ("ADD COLUMN later integer", "DROP COLUMN later"),
    ("ALTER COLUMN state TYPE varchar(30)", "ALTER COLUMN state TYPE varchar(24)"),
    ("ALTER COLUMN progress TYPE numeric(40,20)", "ALTER COLUMN progress TYPE numeric"),
    ("ALTER COLUMN version TYPE bigint", "ALTER COLUMN version TYPE integer"),
]


@pytest.mark.parametrize(("there", "back"), MIGRATIONS)
async def test_a_migration_under_way_is_not_noticed(
    client: AsyncClient,
    database: Database,
    owner: AsyncEngine,
    ann: Person,
    year: Cycle,
    there: str,
    back: str,
) -> None:
    urls = [f"/objectives/{(await make.objective(database, ann, year)).id}" for _ in range(6)]

    async def everything() -> set[int]:
        """Use every pooled connection, so that each has its plans."""
        asked: list[Any] = []
        for url in urls:
            asked += [
                client.get(url),
                client.get("/objectives"),
                client.get("/alignment-graph", params={"cycle_id": str(year.id)}),
                client.patch(url, json={"why": "x"}, headers={"If-Match": "*"}),
            ]
        return {answer.status_code for answer in await asyncio.gather(*asked)}

    assert await everything() == {200}
    for change in (there, back):
        async with owner.begin() as connection:
            await connection.execute(text(f"ALTER TABLE objective {change}"))
        assert await everything() == {200}
