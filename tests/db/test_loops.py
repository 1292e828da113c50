"""Edges that race. Each is right alone; together they would be a goal that supports itself."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from app.tables import Cycle, KeyResult, Objective
from tests import make
from tests.people import Person

TRIALS = 100
Row = Objective | KeyResult
# From every end upwards, over edges and from a key result to its objective, back to itself.
LOOPS = """
WITH RECURSIVE up(child, parent) AS (
    SELECT child_id, parent_id FROM alignment WHERE org_id = :org AND state = 'accepted'
        AND relation IN ('contributes', 'supports')
    UNION SELECT id, objective_id FROM key_result WHERE org_id = :org
), reached(start, at) AS (
    SELECT child, parent FROM up
    UNION SELECT start, parent FROM reached JOIN up ON child = at
)
SELECT count(*) FROM reached WHERE start = at
"""


def edge(child: Row, parent: Row) -> dict[str, Any]:
    ends = {"child": child, "parent": parent}
    return {name: {"kind": row.kind_name, "id": str(row.id)} for name, row in ends.items()}


async def loops(superuser: AsyncEngine, ann: Person) -> int:
    """Count the goals that support themselves, whoever says so."""
    async with superuser.connect() as connection:
        found = await connection.execute(text(LOOPS), {"org": ann.org_id})
        return int(found.scalar_one())


async def race(client: AsyncClient, edges: list[dict[str, Any]]) -> list[Response]:
    return list(await asyncio.gather(*(client.post("/alignments", json=e) for e in edges)))


async def ring(database: Database, ann: Person, year: Cycle, size: int) -> list[Objective]:
    """Make goals, many in one transaction."""
    first = await make.objective(database, ann, year)
    fields = first.model_dump(exclude={"id"})
    others = [Objective.model_validate(fields) for _ in range(size - 1)]
    await make.keep(database, ann.org_id, *others)
    return [first, *others]


async def test_crossing_edges_close_no_loop(
    client: AsyncClient, database: Database, superuser: AsyncEngine, ann: Person, year: Cycle
) -> None:
    goals = await ring(database, ann, year, 2 * TRIALS)
    for a, b in zip(goals[::2], goals[1::2], strict=True):
        answers = await race(client, [edge(a, b), edge(b, a)])
        assert sorted(each.status_code for each in answers) == [201, 409]

    assert await loops(superuser, ann) == 0


@pytest.mark.parametrize("size", [3, 4])
async def test_rings_are_left_open_at_one_edge(
    client: AsyncClient,
    database: Database,
    superuser: AsyncEngine,
    ann: Person,
    year: Cycle,
    size: int,
) -> None:
    for _ in range(8):
        goals = await ring(database, ann, year, size)
        answers = await race(client, [edge(a, b) for a, b in pairwise([*goals, goals[0]])])
        assert sorted(a.status_code for a in answers) == [201] * (size - 1) + [409]

    assert await loops(superuser, ann) == 0


async def test_crossing_edges_by_way_of_key_results_close_no_loop(
    client: AsyncClient, database: Database, superuser: AsyncEngine, ann: Person, year: Cycle
) -> None:
    for _ in range(10):
        a, b = await ring(database, ann, year, 2)
        part_of_a, part_of_b = [
            await make.key_result(database, goal, progress_source="children") for goal in (a, b)
        ]
        answers = await race(client, [edge(a, part_of_b), edge(b, part_of_a)])
        assert sorted(each.status_code for each in answers) == [201, 409]
        answers = await race(client, [edge(part_of_a, part_of_b), edge(part_of_b, part_of_a)])
        assert {each.status_code for each in answers} <= {201, 409}

    assert await loops(superuser, ann) == 0


async def test_edges_accepted_at_once_close_no_loop(
    client: AsyncClient,
    database: Database,
    superuser: AsyncEngine,
    ann: Person,
    year: Cycle,
) -> None:
    for _ in range(10):
        goals = await ring(database, ann, year, 3)
        proposed = [
            await make.alignment(database, a, b, state="proposed")
            for a, b in pairwise([*goals, goals[0]])
        ]
        answers = await asyncio.gather(
            *(
                client.post(f"/alignments/{each.id}/decision", json={"decision": "accept"})
                for each in proposed
            )
        )
        assert sorted(a.status_code for a in answers) == [200, 200, 409]

    assert await loops(superuser, ann) == 0
