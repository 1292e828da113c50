"""A closed cycle keeps what it looked like."""

from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person, client_of, today

FORCED = {"to": "closed", "force": True, "note": "It is so."}


async def close(boss: AsyncClient, cycle: Cycle) -> None:
    moved = await boss.post(f"/cycles/{cycle.id}/transitions", json=FORCED)
    assert moved.status_code == 200, moved.text


async def kept(client: AsyncClient, cycle: Cycle, **query: Any) -> list[dict[str, Any]]:
    listed = await client.get(f"/cycles/{cycle.id}/snapshot", params=query)
    assert listed.status_code == 200, listed.text
    items: list[dict[str, Any]] = listed.json()["items"]
    return items


async def test_it_keeps_objectives_as_they_are_shown_on_that_day(
    boss: AsyncClient, database: Database, ann: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, state="review", check_in="weekly")
    objective = await make.objective(database, ann, cycle, progress=None)
    await make.objective(database, ann, cycle, title="Later", state="dropped")
    long_ago = today() - timedelta(days=40)
    fields = {"current": 4.5, "started": True, "checked_in_on": long_ago, "confidence": 7}
    await make.key_result(database, objective, **fields)
    assert await kept(boss, cycle) == []

    await close(boss, cycle)

    [first, second] = await kept(boss, cycle)
    shown = (await boss.get(f"/objectives/{objective.id}")).json()
    assert first["objective"] == shown
    assert (shown["stale"], shown["expected_progress"]) == (False, 0.5)
    assert len(shown["key_results"]) == 1
    assert (first["cycle_id"], first["objective_id"]) == (str(cycle.id), str(objective.id))
    assert second["objective"]["state"] == "dropped"


async def test_it_stays_when_names_change(
    boss: AsyncClient, database: Database, ann: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, state="review")
    await make.objective(database, ann, cycle)
    await close(boss, cycle)

    renamed = await boss.patch(
        f"/members/{ann.id}", json={"name": "Anna"}, headers={"If-Match": "*"}
    )

    assert renamed.status_code == 200
    [item] = await kept(boss, cycle)
    assert item["objective"]["owner"]["name"] == "Ann"


async def test_cycles_inside_are_kept_once_each_on_its_own_day(
    boss: AsyncClient, database: Database, ann: Person
) -> None:
    year = await make.cycle(database, ann.org_id, state="review")
    first, second = [
        await make.cycle(database, ann.org_id, parent_id=year.id, state="review", **days)
        for days in ({"ends_on": today()}, {"starts_on": today()})
    ]
    goals = [await make.objective(database, ann, cycle) for cycle in (year, first, second)]
    await close(boss, first)
    [before] = await kept(boss, first)

    await close(boss, year)

    assert await kept(boss, first) == [before]
    assert [each["objective_id"] for each in await kept(boss, second)] == [str(goals[2].id)]
    assert [each["objective_id"] for each in await kept(boss, year)] == [str(goals[0].id)]
    nested = await kept(boss, year, nested=True)
    assert [each["objective_id"] for each in nested] == [str(goal.id) for goal in goals]


async def test_it_is_paged_and_knows_only_cycles_that_there_are(
    boss: AsyncClient, database: Database, ann: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, state="review")
    goals = [str((await make.objective(database, ann, cycle)).id) for _ in range(3)]
    await close(boss, cycle)

    page = await boss.get(f"/cycles/{cycle.id}/snapshot?limit=2")
    more = {"limit": 2, "cursor": page.json()["next_cursor"]}
    rest = await boss.get(f"/cycles/{cycle.id}/snapshot", params=more)

    items = [*page.json()["items"], *rest.json()["items"]]
    assert [each["objective_id"] for each in items] == goals
    assert (await boss.get(f"/cycles/{goals[0]}/snapshot")).status_code == 404


async def test_it_shows_what_one_may_see_today(
    app: FastAPI, boss: AsyncClient, database: Database, ann: Person, bob: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, state="review")
    await make.objective(database, ann, cycle, visibility="private")
    await close(boss, cycle)

    async with client_of(app, ann) as anns, client_of(app, bob) as bobs:
        assert [len(await kept(each, cycle)) for each in (boss, anns, bobs)] == [1, 1, 0]
