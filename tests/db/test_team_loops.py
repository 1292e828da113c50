"""Teams that are moved below each other at once. Each move is right alone."""

import asyncio
from itertools import pairwise

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from tests import make
from tests.people import Person

ANY = {"If-Match": "*"}
LOOPS = """
WITH RECURSIVE up(start, at) AS (
    SELECT id, parent_id FROM team WHERE org_id = :org
    UNION SELECT start, parent_id FROM up JOIN team ON id = at AND org_id = :org
)
SELECT count(*) FROM up WHERE start = at
"""


@pytest.mark.parametrize(("size", "trials"), [(2, 25), (3, 10)])
async def test_teams_moved_in_a_ring_are_left_open_at_one_place(
    boss: AsyncClient,
    database: Database,
    superuser: AsyncEngine,
    olga: Person,
    size: int,
    trials: int,
) -> None:
    for _ in range(trials):
        teams = [await make.team(database, None, org_id=olga.org_id) for _ in range(size)]
        answers = await asyncio.gather(
            *(
                boss.patch(f"/teams/{a.id}", json={"parent_id": str(b.id)}, headers=ANY)
                for a, b in pairwise([*teams, teams[0]])
            )
        )
        assert sorted(a.status_code for a in answers) == [200] * (size - 1) + [409]

    async with superuser.connect() as connection:
        found = await connection.execute(text(LOOPS), {"org": olga.org_id})
        assert found.scalar_one() == 0
