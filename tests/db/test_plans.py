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
from tests import make
from tests.people import Person

LISTS = {
    "alignments": ALIGNMENTS,
    "check-ins": CHECK_INS,
    "initiatives": INITIATIVES,
    "key results": KEY_RESULTS,
    "snapshots": SNAPSHOT,
}
# As if there were one organization, and a large one. Nothing of it is committed.
LARGE = (
    "SET LOCAL session_replication_role = replica",
    "DELETE FROM objective WHERE org_id <> '{org_id}'",
    """INSERT INTO objective SELECT (jsonb_populate_record(o, jsonb_build_object(
        'id', gen_random_uuid()))).* FROM objective o, generate_series(1, 2000)""",
    "ANALYZE objective",
    "SET LOCAL ROLE okr_app",
)


@pytest.mark.parametrize("name", LISTS)
async def test_a_page_does_not_read_all_goals_to_know_which_may_be_seen(
    database: Database, superuser: AsyncEngine, ann: Person, name: str
) -> None:
    await make.objective(database, ann)
    shown = await plan(superuser, LISTS[name], ann)

    assert "Semi Join" not in shown  # each row is asked for when its turn comes


async def test_the_ends_of_an_edge_are_found_by_their_ids(
    database: Database, superuser: AsyncEngine, ann: Person
) -> None:
    await make.objective(database, ann)
    shown = await plan(superuser, ALIGNMENTS, ann)

    scans = shown.split(" on objective ")[1:]
    assert len(scans) == 4  # two to cut the page, two to show it
    for scan in scans:
        assert "AND (id = CASE" in scan.partition("Index Cond: ")[2].partition("\n")[0], shown


async def plan(superuser: AsyncEngine, pages: FastList, person: Person) -> str:
    """Return how Postgres means to read a first page, as the service."""
    read = pages.read(())
    given: dict[str, Any] = read.constants | named_by(person.caller) | {"limit": 51}
    async with superuser.connect() as connection:
        for statement in LARGE:
            await connection.execute(text(statement.format(org_id=person.org_id)))
        driver: Any = (await connection.get_raw_connection()).driver_connection
        lines = await driver.fetch(f"EXPLAIN {read.sql}", *[given[name] for name in read.names])
    return "\n".join(line[0] for line in lines)
