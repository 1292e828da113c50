import pytest
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person


@pytest.mark.parametrize("path", ["/objectives", "/key-results"])
async def test_lists_are_narrowed_by_progress(
    client: AsyncClient, database: Database, ann: Person, year: Cycle, path: str
) -> None:
    made = {}
    for current in (2, 5, 9):
        objective = await make.objective(database, ann, year, progress=current / 10)
        key_result = await make.key_result(database, objective, current=current)
        made[str(objective.id if path == "/objectives" else key_result.id)] = current

    async def found(**wanted: str) -> list[int]:
        listed = await client.get(path, params=wanted)
        assert listed.status_code == 200, listed.text
        return sorted(made[each["id"]] for each in listed.json()["items"])

    assert await found(progress_lte="0.5") == [2, 5]
    assert await found(progress_gte="0.5") == [5, 9]
    assert await found(progress_gte="0.3", progress_lte="0.6") == [5]


@pytest.mark.parametrize("value", ["2", "-0.1", "nan", "inf", "much", ""])
async def test_what_is_no_part_of_the_way_is_refused(client: AsyncClient, value: str) -> None:
    refused = await client.get("/objectives", params={"progress_gte": value})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "progress_gte"
