"""Key results that follow a KPI: where they stand is its figure over the cycle."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from app.tables import Cycle, Kpi, Objective
from app.tables.base import new_id
from tests import make, watched
from tests.people import Person, client_of, today

MATCH = {"If-Match": "*"}
GROWS = {"kind": "increase", "start": 0, "target": 400}
THIS = today().replace(day=1)
LAST = (THIS - timedelta(days=1)).replace(day=1)


async def watch(database: Database, owner: Person, **fields: Any) -> Kpi:
    return await watched.kpi(database, owner, active_from=date(2020, 1, 1), **fields)


async def measure(client: AsyncClient, kpi: Kpi, value: float, on: date = THIS) -> dict[str, Any]:
    measured = {"period_on": str(on), "value": value}
    answer = await client.post(f"/kpis/{kpi.id}/measurements", json=measured)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def create(client: AsyncClient, objective: Objective, **fields: Any) -> Response:
    new = {"title": "Revenue", "metric": GROWS} | fields
    return await client.post(f"/objectives/{objective.id}/key-results", json=new)


async def tracking(client: AsyncClient, objective: Objective, kpi: Kpi, **fields: Any) -> str:
    made = await create(client, objective, kpi_id=str(kpi.id), **fields)
    assert made.status_code == 201, made.text
    return f"/key-results/{made.json()['id']}"


async def stands(client: AsyncClient, url: str, *names: str) -> list[Any]:
    shown = (await client.get(url)).json()
    return [shown["metric"]["current"], shown["progress"], *(shown[name] for name in names)]


def code(refused: Response) -> tuple[int, str, str]:
    [error] = refused.json()["errors"]
    return refused.status_code, error["code"], error["pointer"]


@pytest.fixture
async def goal(database: Database, ann: Person, year: Cycle) -> Objective:
    return await make.objective(database, ann, year)


async def test_a_measurement_moves_it_and_what_is_above_and_begins_it(
    client: AsyncClient, database: Database, ann: Person, goal: Objective
) -> None:
    kpi = await watch(database, ann)
    url = await tracking(client, goal, kpi)
    before = await stands(client, url, "health", "kpi_id")

    measured = await measure(client, kpi, 100, LAST)
    await measure(client, kpi, 60)

    assert before == [None, 0, "not_started", str(kpi.id)]
    assert [each["kind"] for each in measured["affected"]] == ["key_result", "objective"]
    assert [each["progress_after"] for each in measured["affected"]] == [0.25, 0.25]
    assert await stands(client, url) == [160, 0.4]
    assert (await stands(client, url, "health"))[2] in ("on_track", "at_risk", "off_track")
    above = (await client.get(f"/objectives/{goal.id}")).json()
    assert (above["progress"], above["key_results"][0]["kpi_id"]) == (0.4, str(kpi.id))


async def test_it_takes_over_what_was_measured_before_in_its_cycle_alone(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, goal: Objective
) -> None:
    kpi = await watch(database, ann)
    await measure(client, kpi, 100)
    await measure(client, kpi, 1000, THIS.replace(year=THIS.year - 2))

    made = await create(client, goal, kpi_id=str(kpi.id))

    assert (made.json()["metric"]["current"], made.json()["progress"]) == (100, 0.25)
    drafted = await client.post(
        "/objectives",
        json={
            "cycle_id": str(goal.cycle_id),
            "owner": ann.owner,
            "title": "Grow",
            "key_results": [{"title": "Revenue", "metric": GROWS, "kpi_id": str(kpi.id)}],
        },
    )
    assert drafted.json()["progress"] == 0.25
    lines = (await boss.get("/journal", params={"action": "objective.created"})).json()["items"]
    assert [each["progress_after"] for each in lines[0]["moved"]] == [0.25]


async def test_its_figure_counts_unrounded(
    client: AsyncClient, database: Database, superuser: AsyncEngine, ann: Person, goal: Objective
) -> None:
    kpi = await watch(database, ann, aggregate="mean")
    url = await tracking(client, goal, kpi, metric=GROWS | {"target": 1})
    for n, value in enumerate((1, 0, 0)):
        await measure(client, kpi, value, (THIS - timedelta(days=27 * n)).replace(day=1))

    async with superuser.connect() as connection:
        asked = text("SELECT current, progress FROM key_result WHERE id = :id")
        [stored] = await connection.execute(asked, {"id": url.rpartition("/")[2]})
    assert [len(str(figure)) for figure in stored] == [30, 30]  # 28 digits behind `0.`
    assert await stands(client, url) == [0.3333, 0.3333]


async def test_nobody_reports_a_value_and_the_rest_they_do(
    client: AsyncClient, database: Database, ann: Person, goal: Objective
) -> None:
    kpi = await watch(database, ann)
    url = await tracking(client, goal, kpi)
    await measure(client, kpi, 100)

    refused = await client.post(f"{url}/check-ins", json={"value": 3})
    said = {"confidence": 7, "health": "at_risk", "note": "The shop is late."}
    told = await client.post(f"{url}/check-ins", json=said)

    assert (refused.status_code, refused.json()["code"]) == (409, "fed_by_kpi")
    assert told.status_code == 201, told.text
    assert (told.json()["previous_value"], told.json()["progress_after"]) == (100, 0.25)
    assert told.json()["affected"] == []
    shown = await stands(client, url, "confidence", "health", "health_source")
    assert shown == [100, 0.25, 7, "at_risk", "reported"]
    await measure(client, kpi, 200)
    assert await stands(client, url, "confidence", "health") == [200, 0.5, 7, "at_risk"]


async def test_it_begins_and_stops_to_follow_and_its_own_check_ins_stand_again(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, goal: Objective
) -> None:
    kpi = await watch(database, ann)
    url = f"/key-results/{(await create(client, goal)).json()['id']}"
    await client.post(f"{url}/check-ins", json={"value": 40})
    await measure(client, kpi, 100)

    follows = await client.patch(url, json={"kpi_id": str(kpi.id)}, headers=MATCH)
    followed = await stands(client, url)
    await measure(client, kpi, 300)
    left = await client.patch(url, json={"kpi_id": None}, headers=MATCH)
    await measure(client, kpi, 20)

    assert (follows.json()["progress"], follows.json()["version"]) == (0.25, 2)
    assert followed == [100, 0.25]
    assert (left.json()["kpi_id"], left.json()["metric"]["current"]) == (None, 40)
    assert await stands(client, url) == [40, 0.1]
    assert (await client.get(f"/objectives/{goal.id}")).json()["progress"] == 0.1
    found = await boss.get("/journal", params={"action": "key_result.updated"})
    last, first = found.json()["items"]
    assert (first["before"], first["after"]) == ({"kpi_id": None}, {"kpi_id": str(kpi.id)})
    moved = [(m["kind"], m["progress_before"], m["progress_after"]) for m in first["moved"]]
    assert moved == [("key_result", 0.1, 0.25), ("objective", 0.1, 0.25)]
    assert [m["progress_after"] for m in last["moved"]] == [0.1, 0.1]


@pytest.mark.parametrize(
    "metric", [{"kind": "yes_no"}, {"kind": "milestones", "steps": [{"title": "Found"}]}]
)
async def test_what_has_no_figure_follows_none(
    client: AsyncClient, database: Database, ann: Person, goal: Objective, metric: dict[str, Any]
) -> None:
    kpi = await watch(database, ann)
    url = await tracking(client, goal, kpi)
    plain = f"/key-results/{(await create(client, goal, metric=metric)).json()['id']}"

    created = await create(client, goal, metric=metric, kpi_id=str(kpi.id))
    told = await client.patch(plain, json={"kpi_id": str(kpi.id)}, headers=MATCH)
    why = {"metric": metric, "reason": "It is simpler."}
    turned = await client.patch(url, json=why, headers=MATCH)
    freed = await client.patch(url, json=why | {"kpi_id": None}, headers=MATCH)

    assert code(created) == code(told) == (422, "metric_untracked", "/kpi_id")
    assert code(turned) == (422, "metric_untracked", "/metric/kind")
    assert (freed.status_code, freed.json()["kpi_id"]) == (200, None)


async def test_one_thing_moves_it_its_children_or_a_kpi(
    client: AsyncClient, database: Database, ann: Person, goal: Objective
) -> None:
    kpi = await watch(database, ann)
    fed = {"progress_source": "children"}
    url = await tracking(client, goal, kpi)
    other = f"/key-results/{(await create(client, goal, **fed)).json()['id']}"

    both = await create(client, goal, kpi_id=str(kpi.id), **fed)
    turned = await client.patch(url, json=fed, headers=MATCH)
    followed = await client.patch(other, json={"kpi_id": str(kpi.id)}, headers=MATCH)
    change = {"kpi_id": str(kpi.id), "progress_source": "check_ins"}
    changed = await client.patch(other, json=change, headers=MATCH)

    assert code(both) == code(followed) == (422, "two_sources", "/kpi_id")
    assert code(turned) == (422, "two_sources", "/progress_source")
    assert (changed.status_code, changed.json()["kpi_id"]) == (200, str(kpi.id))


async def test_what_its_author_does_not_see_is_not_there_and_who_reads_sees_no_more(
    client: AsyncClient, app: FastAPI, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    kpi = await watch(database, bob, visibility="private")
    goal = await make.objective(database, bob, year)
    anns = await make.objective(database, ann, year)

    unseen = await create(client, anns, kpi_id=str(kpi.id))
    unknown = await create(client, anns, kpi_id=str(new_id()))
    async with client_of(app, bob) as bobs:
        url = await tracking(bobs, goal, kpi)
        owners = (await bobs.get(url)).json()["kpi_id"]
        await measure(bobs, kpi, 100)

    assert code(unseen) == code(unknown) == (422, "unknown_id", "/kpi_id")
    assert owners == str(kpi.id)
    assert await stands(client, url, "kpi_id") == [100, 0.25, None]
    for path in ("/key-results", f"/objectives/{goal.id}/key-results"):
        listed = (await client.get(path)).json()["items"]
        assert {each["kpi_id"] for each in listed} == {None}
    inside = (await client.get(f"/objectives/{goal.id}")).json()["key_results"]
    assert [each["kpi_id"] for each in inside] == [None]


async def test_a_kpi_finds_what_follows_it_for_those_who_see_that(
    client: AsyncClient, app: FastAPI, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    revenue, secret = await watch(database, ann), await watch(database, bob, visibility="private")
    goal = await make.objective(database, bob, year)
    async with client_of(app, bob) as bobs:
        urls = [await tracking(bobs, goal, kpi) for kpi in (revenue, revenue, secret)]
        await create(bobs, goal)
        ids = [url.removeprefix("/key-results/") for url in urls]

        for path in ("/key-results", f"/objectives/{goal.id}/key-results"):

            async def found(who: AsyncClient, *kpis: UUID, path: str = path) -> set[str]:
                asked = {"kpi_id": [str(kpi) for kpi in kpis], "include": "total"}
                listed = (await who.get(path, params=asked)).json()
                assert listed["total"] == len(listed["items"])
                return {each["id"] for each in listed["items"]}

            assert await found(bobs, revenue.id) == {*ids[:2]}
            assert await found(bobs, revenue.id, secret.id) == {*ids}
            assert await found(client, revenue.id, secret.id) == {*ids[:2]}
            assert await found(client, secret.id) == await found(client, new_id()) == set()


async def test_to_follow_what_is_not_there_is_answered_as_what_is_not_to_be_seen(
    client: AsyncClient, database: Database, ann: Person, bob: Person, goal: Objective
) -> None:
    hidden = await watch(database, bob, visibility="private")
    url = f"/key-results/{(await create(client, goal)).json()['id']}"

    unseen = await client.patch(url, json={"kpi_id": str(hidden.id)}, headers=MATCH)
    unknown = await client.patch(url, json={"kpi_id": str(new_id())}, headers=MATCH)

    assert code(unseen) == code(unknown) == (422, "unknown_id", "/kpi_id")


async def test_a_measurement_is_news(
    client: AsyncClient, database: Database, superuser: AsyncEngine, ann: Person
) -> None:
    cycle = await make.cycle(database, ann.org_id, check_in="weekly")
    goal = await make.objective(database, ann, cycle)
    kpi = await watch(database, ann)
    url = await tracking(client, goal, kpi)
    async with superuser.begin() as connection:
        aged = text("UPDATE key_result SET created_at = now() - interval '30 days' WHERE id = :id")
        await connection.execute(aged, {"id": url.rpartition("/")[2]})
    assert (await stands(client, url, "stale"))[2] is True

    await measure(client, kpi, 100)

    assert (await stands(client, url, "stale"))[2] is False
    assert (await client.get(f"/objectives/{goal.id}")).json()["stale"] is False


async def test_with_its_objective_it_goes_to_the_figure_of_another_cycle(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, goal: Objective
) -> None:
    ago = THIS.replace(year=THIS.year - 2)
    then = await make.cycle(database, ann.org_id, starts_on=ago, ends_on=ago)
    kpi = await watch(database, ann)
    url = await tracking(client, goal, kpi)
    await measure(client, kpi, 100)
    await measure(client, kpi, 300, ago)

    there = {"cycle_id": str(then.id)}
    moved = await client.patch(f"/objectives/{goal.id}", json=there, headers=MATCH)

    assert moved.json()["progress"] == 0.75
    assert await stands(client, url) == [300, 0.75]
    found = await boss.get("/journal", params={"action": "objective.updated"})
    [line] = found.json()["items"]
    assert [m["kind"] for m in line["moved"]] == ["key_result", "objective"]


async def test_what_is_over_stands_still_and_catches_up_when_it_returns(
    client: AsyncClient, database: Database, ann: Person, goal: Objective
) -> None:
    kpi = await watch(database, ann)
    kept, gone = [await tracking(client, goal, kpi) for _ in range(2)]
    await measure(client, kpi, 100)
    await client.post(f"{gone}/transitions", json={"to": "dropped"})
    closing = {"to": "closed", "outcome": "partial"}
    await client.post(f"/objectives/{goal.id}/transitions", json=closing)
    await measure(client, kpi, 200)
    still = [await stands(client, url) for url in (kept, gone)]

    await client.post(f"/objectives/{goal.id}/transitions", json={"to": "agreed"})
    reopened = [await stands(client, url) for url in (kept, gone)]
    await client.post(f"{gone}/transitions", json={"to": "active"})

    assert still == [[100, 0.25], [100, 0.25]]
    assert reopened == [[200, 0.5], [100, 0.25]]
    assert await stands(client, gone) == [200, 0.5]
    assert (await client.get(f"/objectives/{goal.id}")).json()["progress"] == 0.5


async def test_a_copy_follows_what_its_copier_sees(
    app: FastAPI, boss: AsyncClient, database: Database, max: Person, bob: Person, year: Cycle
) -> None:
    ours: dict[str, Any] = {"owner_member_id": None}
    goal = await make.objective(database, bob, year, **ours)
    target = await make.cycle(database, bob.org_id)
    open_one, secret = [
        await watch(database, bob, visibility=v) for v in ("organization", "private")
    ]
    for position, kpi in enumerate((open_one, secret)):
        await make.key_result(database, goal, kpi_id=kpi.id, position=position)
    async with client_of(app, bob) as bobs:
        await measure(bobs, open_one, 5)

    async with client_of(app, max) as managers:
        made = await managers.post(
            f"/cycles/{target.id}/copies", json={"from_cycle_id": str(year.id)}
        )

    copy = (await boss.get(f"/objectives/{made.json()['copied'][0]['id']}")).json()
    told = [(k["kpi_id"], k["metric"]["current"]) for k in copy["key_results"]]
    assert told == [(str(open_one.id), 5), (None, None)]
    assert copy["progress"] == 0.25
