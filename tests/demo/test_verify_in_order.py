"""What people do in order is found to be in order: nothing is told of it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.engine import Database
from app.tables import Cycle, Organization
from app.verify.run import examine
from tests import make, watched
from tests.people import Person, today

MATCH = {"If-Match": "*"}
FORCED = {"to": "closed", "force": True, "note": "The year is over."}
WAY = [{"on": str(today()), "value": 3}]
Examined = Callable[[], Awaitable[list[str]]]


@pytest.fixture
def examined(owner: AsyncEngine, olga: Person) -> Examined:
    """What is wrong in Olga's organization."""

    async def look() -> list[str]:
        async with AsyncSession(owner) as session:
            organization = await session.get_one(Organization, olga.org_id)
            return await examine(session, organization)

    return look


async def sent(client: AsyncClient, method: str, path: str, body: Any = None) -> Any:
    headers = {} if method == "POST" else MATCH
    answer = await client.request(method, path, json=body, headers=headers)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def goal(client: AsyncClient, cycle: Cycle, **fields: Any) -> Any:
    grows = {"title": "NPS", "metric": {"kind": "increase", "target": 10}, "waypoints": WAY}
    steps = {"title": "Shops", "metric": {"kind": "milestones", "steps": [{"title": "Berlin"}]}}
    new = {"cycle_id": str(cycle.id), "owner": {"kind": "organization"}, "title": "门店 Be loved"}
    given = {"why": "ﬁrst of all", "key_results": [grows, steps]}
    return await sent(client, "POST", "/objectives", new | given | fields)


async def test_targets_that_moved_under_the_lock_and_after_it(
    boss: AsyncClient, year: Cycle, examined: Examined
) -> None:
    grows, steps = (await goal(boss, year))["key_results"]
    url, places = f"/key-results/{grows['id']}", f"/key-results/{steps['id']}"
    done = [{"id": steps["metric"]["steps"][0]["id"], "done": True}]

    for target in (20, 30):
        await sent(boss, "PATCH", url, {"metric": {"target": target}, "reason": "Too easy."})
    more = {"steps": [*steps["metric"]["steps"], {"title": "Rome"}]}
    more["steps"][0].pop("done")
    await sent(boss, "PATCH", places, {"metric": more, "reason": "Rome as well."})
    await sent(boss, "POST", f"{places}/check-ins", {"steps": done})
    await sent(boss, "POST", f"/cycles/{year.id}/transitions", {"to": "planning"})
    await sent(boss, "PATCH", url, {"metric": {"target": 40, "unit": "%"}, "waypoints": WAY})

    assert len((await sent(boss, "GET", url))["targets"]) == 4
    assert await examined() == []


async def test_plans_that_are_gone_and_goals_that_were_deleted(
    boss: AsyncClient, database: Database, olga: Person, year: Cycle, examined: Examined
) -> None:
    first, second = (await goal(boss, year))["key_results"]
    url = f"/key-results/{first['id']}"
    plan = await sent(boss, "POST", f"{url}/initiatives", {"title": "Shop", "strategy": "开店"})
    await sent(boss, "POST", f"{url}/check-ins", {"value": 4, "initiative_ids": [plan["id"]]})
    other = await make.cycle(database, olga.org_id, state="draft")
    await sent(boss, "POST", f"/cycles/{other.id}/copies", {"from_cycle_id": str(year.id)})
    change = {"metric": {"steps": [{"title": "Rome"}]}, "reason": "Berlin is done."}
    await sent(boss, "PATCH", f"/key-results/{second['id']}", change)

    await sent(boss, "DELETE", f"/initiatives/{plan['id']}")
    await sent(boss, "DELETE", f"/key-results/{second['id']}")

    assert await examined() == []


async def test_a_year_that_was_closed_around_an_open_quarter(
    boss: AsyncClient, database: Database, olga: Person, year: Cycle, examined: Examined
) -> None:
    days = {"starts_on": today(), "ends_on": today() + timedelta(days=9)}
    quarter = await make.cycle(database, olga.org_id, parent_id=year.id, state="active", **days)
    for cycle in (year, quarter):
        made = await goal(boss, cycle)
        said = {"value": 3.3333, "confidence": 7, "health": "at_risk"}
        await sent(boss, "POST", f"/key-results/{made['key_results'][0]['id']}/check-ins", said)
        gone = await goal(boss, cycle, title="Later", why=None)
        await sent(boss, "POST", f"/objectives/{gone['id']}/transitions", {"to": "dropped"})
    assert await examined() == []

    await sent(boss, "POST", f"/cycles/{year.id}/transitions", {"to": "review"})
    await sent(boss, "POST", f"/cycles/{year.id}/transitions", FORCED)

    assert len((await sent(boss, "GET", f"/cycles/{year.id}/snapshot?nested=true"))["items"]) == 4
    assert await examined() == []


async def test_a_cycle_that_was_closed_over_the_thirds_of_a_kpi(
    boss: AsyncClient, olga: Person, year: Cycle, examined: Examined
) -> None:
    one = await watched.made(boss, olga, name="One", active_from="2020-01-01")
    third = {"name": "Third", "formula": "one / 3", "aggregate": None}
    kpi = await watched.made(boss, olga, active_from="2020-01-01", **third)
    grows = {"title": "NPS", "metric": {"kind": "increase", "target": 10}, "kpi_id": kpi["id"]}
    await goal(boss, year, key_results=[grows])
    measured = {"period_on": str(today().replace(day=1)), "value": 10}
    await sent(boss, "POST", f"/kpis/{one['id']}/measurements", measured)

    await sent(boss, "POST", f"/cycles/{year.id}/transitions", {"to": "review"})
    await sent(boss, "POST", f"/cycles/{year.id}/transitions", FORCED)

    [kept] = (await sent(boss, "GET", f"/cycles/{year.id}/snapshot"))["items"]
    assert kept["objective"]["key_results"][0]["metric"]["current"] == 3.3333
    assert await examined() == []


async def test_lines_that_are_broken_by_other_characters(
    boss: AsyncClient, year: Cycle, examined: Examined
) -> None:
    made = await goal(boss, year, title="One\u2028two\u0085three", why="\u1680four")

    assert await examined() == []
    found = await sent(boss, "GET", "/objectives?q=three two four")
    assert [each["id"] for each in found["items"]] == [made["id"]]
