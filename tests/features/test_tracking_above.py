"""A measurement moves what is far above it, in its own commit."""

from datetime import date
from typing import Any

from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.engine import Database
from app.tables import Cycle, Organization
from app.verify.run import examine
from tests import make
from tests.people import Person, today
from tests.watched import made, measure

MONTH = today().replace(day=1)
GROWS = {"kind": "increase", "start": 0, "target": 100}
MARGIN: dict[str, Any] = {
    "name": "Margin",
    "formula": "(revenue - cost) / revenue * 100",
    "aggregate": None,
    "active_from": None,
}
Seen = dict[str, float | None]


async def followed(client: AsyncClient, above: Any, kpi: dict[str, Any]) -> str:
    """Let a new key result of an objective follow a KPI."""
    new = {"title": kpi["name"], "metric": GROWS, "kpi_id": kpi["id"]}
    answer = await client.post(f"/objectives/{above.id}/key-results", json=new)
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


async def read(client: AsyncClient, ids: list[str]) -> Seen:
    """Return where a key result and the objectives above it stand."""
    answers = [(await client.get(f"/key-results/{ids[0]}")).json()]
    answers += [(await client.get(f"/objectives/{id}")).json() for id in ids[1:]]
    return {each["id"]: each["progress"] for each in answers}


async def test_a_measurement_of_a_part_moves_what_follows_the_formula_four_levels_up(
    client: AsyncClient, database: Database, owner: AsyncEngine, ann: Person, year: Cycle
) -> None:
    since = {"active_from": str(date(2020, 1, 1))}
    revenue = await made(client, ann, name="Revenue", key="revenue", **since)
    cost = await made(client, ann, name="Cost", key="cost", **since)
    margin = await made(client, ann, **(MARGIN | since))
    levels = [await make.objective(database, ann, year)]
    for _ in range(4):
        levels.append(await make.objective(database, ann, year, progress_policy="children"))
        await make.alignment(database, *levels[-2:])
    key_result = await followed(client, levels[0], margin)
    ids = [key_result, *(str(each.id) for each in levels)]
    await measure(client, revenue, MONTH, 200)

    first = await measure(client, cost, MONTH, 150)
    seen = await read(client, ids)
    revised = await measure(client, cost, MONTH, 80)

    moved = {each["id"]: each["progress_after"] for each in first["affected"]}
    assert moved == seen == dict.fromkeys(ids, 0.25)
    before = {each["id"]: each["progress_before"] for each in revised["affected"]}
    after = {each["id"]: each["progress_after"] for each in revised["affected"]}
    assert (before, after) == (moved, dict.fromkeys(ids, 0.6))
    assert await read(client, ids) == after
    async with AsyncSession(owner) as session:
        assert await examine(session, await session.get_one(Organization, ann.org_id)) == []
