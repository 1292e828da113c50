"""Plans of the lists whose rows hang on an objective: a page asks who may see its own rows."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from app.db.fast import FastList
from app.db.tenant import named_by
from app.features.alignment.queries import ALIGNMENTS
from app.features.check_ins.queries import CHECK_INS
from app.features.closing.queries import SNAPSHOT
from app.features.initiatives.queries import INITIATIVES
from app.features.key_results.queries import KEY_RESULTS
from app.tables import Cycle, Objective
from tests import make
from tests.people import Person

LISTS = {
    "alignments": ALIGNMENTS,
    "check-ins": CHECK_INS,
    "initiatives": INITIATIVES,
    "key results": KEY_RESULTS,
    "snapshots": SNAPSHOT,
}
# Tables of a test are small enough to be read whole: leave the planner the ways of large ones.
LARGE = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"


@pytest.mark.parametrize("name", LISTS)
async def test_a_page_does_not_read_all_goals_to_know_which_may_be_seen(
    database: Database, ann: Person, name: str
) -> None:
    shown = await plan(database, LISTS[name], ann)

    assert "Semi Join" not in shown  # each row is asked for when its turn comes
    found = [line for line in shown.splitlines() if "Index Cond" in line]
    assert any("AND (id = " in line for line in found)


async def test_the_ends_of_an_edge_are_found_by_their_ids(
    database: Database, superuser: AsyncEngine, ann: Person, year: Cycle
) -> None:
    blank = (await make.objective(database, ann, year)).model_dump(exclude={"id"})
    more = [Objective.model_validate(blank) for _ in range(500)]
    await make.keep(database, ann.org_id, *more)
    async with superuser.begin() as connection:
        await connection.execute(text("ANALYZE objective"))

    shown = await plan(database, ALIGNMENTS, ann)

    scans = shown.split(" on objective ")[1:]
    assert len(scans) == 4  # two to cut the page, two to show it
    for scan in scans:
        assert "AND (id = CASE" in scan.partition("Index Cond: ")[2].partition("\n")[0], shown


async def plan(database: Database, pages: FastList, person: Person) -> str:
    """Return how Postgres means to read a first page."""
    read = pages.read(())
    given: dict[str, Any] = read.constants | named_by(person.caller) | {"limit": 51}
    values = [given[name] for name in read.names]
    async with database.reads.pool.acquire() as connection, connection.transaction():
        await connection.execute(LARGE)
        lines = await connection.fetch(f"EXPLAIN {read.sql}", *values)
    return "\n".join(line[0] for line in lines)
