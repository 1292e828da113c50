"""Series and board: how KPIs stand period by period, over a cycle, and where they are going."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlmodel import func, select

from app.db.engine import Database
from app.domain.frequency import Frequency
from app.domain.period import begin, following, periods
from app.tables import Cycle, Kpi, KpiTarget
from app.tables.base import new_id
from tests import make, watched
from tests.people import Person, client_of, today

LONG_AGO = date(2015, 1, 1)
DAY = timedelta(days=1)


async def watch(database: Database, owner: Person, **fields: Any) -> Kpi:
    return await watched.kpi(database, owner, **({"active_from": LONG_AGO} | fields))


async def measure(client: AsyncClient, kpi: Kpi, *values: tuple[date, float]) -> None:
    items = [{"kpi_id": str(kpi.id), "period_on": str(on), "value": v} for on, v in values]
    made = await client.post("/measurement-imports", json={"items": items})
    assert made.status_code == 201, made.text


async def series(client: AsyncClient, kpi: Kpi, cycle: Cycle) -> dict[str, Any]:
    answer = await client.get(f"/kpis/{kpi.id}/series", params={"cycle_id": str(cycle.id)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def board(client: AsyncClient, cycle: Cycle, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/kpi-board", params={"cycle_id": str(cycle.id)} | query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def a_year(database: Database, owner: Person, number: int, **fields: Any) -> Cycle:
    days = {"starts_on": date(number, 1, 1), "ends_on": date(number, 12, 31)}
    return await make.cycle(database, owner.org_id, **(days | fields))


async def test_a_series_has_every_period_and_misses_none(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    last = await a_year(database, ann, 2025)
    kpi = await watch(database, ann, active_from=date(2025, 2, 2), active_until=date(2025, 6, 30))
    own = KpiTarget(
        org_id=kpi.org_id, kpi_id=kpi.id, period_on=date(2025, 4, 1), target=Decimal(50)
    )
    await make.keep(database, kpi.org_id, own)
    await measure(client, kpi, (date(2025, 3, 1), 90), (date(2025, 4, 1), 60))

    found = await series(client, kpi, last)

    months = [(each["period_on"], each["ends_on"]) for each in found["items"]]
    assert months == [
        ("2025-03-01", "2025-03-31"),
        ("2025-04-01", "2025-04-30"),
        ("2025-05-01", "2025-05-31"),
        ("2025-06-01", "2025-06-30"),
    ]
    told = [(e["value"], e["target"], e["attainment"], e["status"]) for e in found["items"]]
    assert told == [
        (90, 100, 0.9, "yellow"),
        (60, 50, 1.2, "green"),
        (None, 100, None, "none"),
        (None, 100, None, "none"),
    ]
    assert [each["measurement_id"] is None for each in found["items"]] == [False, False, True, True]
    assert found["to_date"] == {
        "value": 150,
        "target": 150,
        "attainment": 1,
        "status": "green",
        "measured": 2,
        "periods": 4,
    }
    basis = {"measured": 2, "periods": 4}
    assert found["forecast"] == {"value": 300, "estimate": True, "basis": basis}


async def test_what_was_never_measured_has_neither_figure_nor_forecast(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    kpi, last = await watch(database, ann), await a_year(database, ann, 2025)
    inside = await make.cycle(
        database, ann.org_id, starts_on=date(2025, 1, 2), ends_on=date(2025, 1, 31)
    )

    found = await series(client, kpi, last)

    nothing = dict.fromkeys(("value", "target", "attainment")) | {"status": "none", "measured": 0}
    assert {each["status"] for each in found["items"]} == {"none"}
    assert (found["to_date"], found["forecast"]) == (nothing | {"periods": 12}, None)
    without: dict[str, Any] = {"items": [], "to_date": nothing | {"periods": 0}, "forecast": None}
    assert await series(client, kpi, inside) == without


async def test_a_formula_is_forecast_from_its_parts_whoever_sees_them(
    client: AsyncClient, app: FastAPI, database: Database, ann: Person, bob: Person
) -> None:
    last = await a_year(database, ann, 2025)
    async with client_of(app, bob) as bobs:
        made: dict[str, Any] = {}
        for key, more in {
            "sold": {"aggregate": "sum", "visibility": "private"},
            "staff": {"aggregate": "last"},
            "each": {"formula": "sold / staff"},
        }.items():
            plain = {"name": key, "key": key, "direction": "higher", "frequency": "monthly"}
            owned = {"owner": bob.owner, "active_from": "2025-01-01", "target": 10}
            made[key] = (await bobs.post("/kpis", json=plain | owned | more)).json()["id"]
        items = [
            {"kpi_id": made[key], "period_on": f"2025-0{month}-01", "value": value}
            for key, month, value in (("sold", 1, 100), ("sold", 2, 200), ("staff", 1, 10))
        ]
        imported = await bobs.post("/measurement-imports", json={"items": items})
        assert imported.status_code == 201, imported.text

    asked = {"cycle_id": str(last.id)}
    hidden = await client.get(f"/kpis/{made['sold']}/series", params=asked)
    found = (await client.get(f"/kpis/{made['each']}/series", params=asked)).json()

    assert hidden.status_code == 404
    assert [each["value"] for each in found["items"]][:3] == [10, None, None]
    assert (found["to_date"]["value"], found["to_date"]["measured"]) == (10, 1)
    basis = {"measured": 1, "periods": 12}  # of the least measured part
    assert found["forecast"] == {"value": 180, "estimate": True, "basis": basis}


async def test_a_series_is_of_a_cycle_that_there_is_and_known_by_its_tag(
    client: AsyncClient, database: Database, ann: Person, zoe: Person, year: Cycle
) -> None:
    kpi, theirs = await watch(database, ann), await make.cycle(database, zoe.org_id)
    url = f"/kpis/{kpi.id}/series"

    none = await client.get(url)
    unknown = await client.get(url, params={"cycle_id": str(new_id())})
    foreign = await client.get(url, params={"cycle_id": str(theirs.id)})
    first = await client.get(url, params={"cycle_id": str(year.id)})
    known = {"If-None-Match": first.headers["etag"]}
    again = await client.get(url, params={"cycle_id": str(year.id)}, headers=known)
    await measure(client, kpi, (today().replace(day=1), 5))
    later = await client.get(url, params={"cycle_id": str(year.id)}, headers=known)

    wrong = [(r.status_code, *r.json()["errors"][0].values()) for r in (none, unknown, foreign)]
    assert [each[:3] for each in wrong] == [
        (422, "cycle_id", "required"),
        (422, "cycle_id", "unknown_id"),
        (422, "cycle_id", "unknown_id"),
    ]
    assert (first.status_code, again.status_code, later.status_code) == (200, 304, 200)


async def test_a_board_shows_the_latest_periods_that_have_begun(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    this = today().replace(day=1)
    year = await make.cycle(database, ann.org_id, starts_on=this, ends_on=this + 300 * DAY)
    past = await a_year(database, ann, this.year - 2)
    kpi = await watch(database, ann, active_from=this - 150 * DAY)
    await watch(database, ann, active_from=this + 301 * DAY)
    await watch(database, ann, active_until=this - DAY)
    await measure(client, kpi, (this, 60))

    [shown] = await board(client, year, periods=3)
    assert await board(client, past, owner_id=str(ann.id)) != []

    assert shown["kpi"] == (await client.get(f"/kpis/{kpi.id}")).json()
    begun = [date.fromisoformat(each["period_on"]) for each in shown["periods"]]
    assert begun == periods(Frequency.monthly, this - 89 * DAY, this)[-3:]
    assert [each["value"] for each in shown["periods"]] == [None, None, 60]
    assert shown["to_date"] == (await series(client, kpi, year))["to_date"]
    [six] = await board(client, year)
    assert len(six["periods"]) == len(periods(Frequency.monthly, this - 150 * DAY, this))


@pytest.mark.parametrize("frequency", Frequency)
async def test_board_and_series_tell_the_same(
    client: AsyncClient, database: Database, ann: Person, frequency: Frequency
) -> None:
    random = Random(str(frequency))
    kpis, cycles = [], []
    for n in range(8):
        first = LONG_AGO + random.randrange(3500) * DAY
        until = random.choice([None, first + random.randrange(900) * DAY])
        fields = {"active_from": first, "active_until": until, "frequency": frequency}
        kpis.append(await watch(database, ann, aggregate="last", name=str(n), **fields))
        starts_on = first + random.randrange(-200, 400) * DAY
        ends_on = starts_on + random.randrange(700) * DAY
        days = {"starts_on": starts_on, "ends_on": ends_on}
        cycles.append(await make.cycle(database, ann.org_id, **days))
    for kpi in kpis:
        last = min(kpi.active_until or today(), today())
        own = [on for on in periods(frequency, kpi.active_from, last) if random.random() < 0.3]
        if own:
            await measure(client, kpi, *[(on, random.randrange(200)) for on in own[:400]])

    seen = 0
    for cycle in cycles:
        shown = {e["kpi"]["id"]: e for e in await board(client, cycle, periods=24)}
        for kpi in kpis:
            last = min(each for each in (cycle.ends_on, today(), kpi.active_until) if each)
            inside = kpi.active_from <= cycle.ends_on
            inside &= kpi.active_until is None or kpi.active_until >= cycle.starts_on
            assert inside is (str(kpi.id) in shown)
            if not inside:
                continue
            told, found = shown[str(kpi.id)], await series(client, kpi, cycle)
            begun = periods(frequency, kpi.active_from, last)[-24:]
            assert [each["period_on"] for each in told["periods"]] == [str(on) for on in begun]
            assert told["to_date"] == found["to_date"]
            both = {each["period_on"]: each for each in found["items"]}
            for each in told["periods"]:
                assert each == both.get(each["period_on"], each)
                seen += each["period_on"] in both
    assert seen > 10


async def test_a_board_is_of_owners_and_of_the_teams_below(
    client: AsyncClient, app: FastAPI, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    top = await make.team(database, bob)
    below = await make.team(database, None, org_id=ann.org_id, parent_id=top.id)
    deep = await make.team(database, None, org_id=ann.org_id, parent_id=below.id)
    nobody: dict[str, Any] = {"owner_member_id": None}
    for name, fields in {
        "Ann's": {},
        "Bob's": {"owner_member_id": bob.id},
        "Top's": nobody | {"owner_team_id": top.id},
        "Deep's": nobody | {"owner_team_id": deep.id},
        "Hidden": nobody | {"owner_team_id": deep.id, "visibility": "private"},
        "Ours": nobody,
    }.items():
        await watch(database, ann, name=name, **fields)

    async def names(**query: Any) -> set[str]:
        return {each["kpi"]["name"] for each in await board(client, year, **query)}

    everything = {"Ann's", "Bob's", "Top's", "Deep's", "Ours"}
    assert await names() == await names(subteams=True) == everything
    assert await names(owner_id=str(ann.id)) == {"Ann's"}
    assert await names(owner_kind="organization") == {"Ours"}
    assert await names(owner_id=str(ann.org_id)) == {"Ours"}
    assert await names(owner_kind=["team", "organization"]) == {"Top's", "Deep's", "Ours"}
    assert await names(owner_kind="team", owner_id=str(top.id)) == {"Top's"}
    assert await names(owner_kind="member", owner_id=str(top.id)) == set()
    tree = {"owner_id": str(top.id), "subteams": True}
    assert await names(**tree) == {"Top's", "Deep's"}
    assert await names(**tree | {"owner_id": [str(top.id), str(bob.id)]}) == {
        "Top's",
        "Deep's",
        "Bob's",
    }
    async with client_of(app, bob) as bobs:
        shown = await board(bobs, year, **tree)
    assert {each["kpi"]["name"] for each in shown} == {"Top's", "Deep's", "Hidden"}


async def test_a_board_is_paged_sorted_and_known_by_its_tag(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    for name in ("Cost", "Ads", "Bills"):
        await watch(database, ann, name=name)
    asked: dict[str, Any] = {
        "cycle_id": str(year.id),
        "limit": 2,
        "sort": "name",
        "include": "total",
    }

    first = await client.get("/kpi-board", params=asked)
    following = asked | {"cursor": first.json()["next_cursor"]}
    second = await client.get("/kpi-board", params=following)
    moved = await client.get("/kpi-board", params=following | {"periods": 3})
    known = {"If-None-Match": second.headers["etag"]}
    again = await client.get("/kpi-board", params=following, headers=known)
    missing = await client.get("/kpi-board")
    unknown = await client.get("/kpi-board", params={"cycle_id": str(new_id())})

    pages = [each.json() for each in (first, second)]
    assert [e["kpi"]["name"] for p in pages for e in p["items"]] == ["Ads", "Bills", "Cost"]
    assert (pages[0]["total"], again.status_code) == (3, 304)
    assert (moved.status_code, moved.json()["code"]) == (400, "invalid_cursor")
    wrong = [(each.status_code, each.json()["errors"][0]) for each in (missing, unknown)]
    assert [(status, e["pointer"], e["code"]) for status, e in wrong] == [
        (422, "cycle_id", "required"),
        (422, "cycle_id", "unknown_id"),
    ]


async def test_postgres_and_the_rules_know_the_same_periods(database: Database) -> None:
    random = Random(7)
    async with database.readers.begin() as session:
        for _ in range(150):
            frequency = random.choice(list(Frequency))
            first = date(1970, 1, 1) + random.randrange(84000) * DAY
            if random.random() < 0.3:
                first = begin(frequency, first)
            last = first + random.randrange(-40, 1200) * DAY
            if random.random() < 0.3:
                last = following(frequency, last)
            asked = func.array_agg(
                func.app_periods(frequency.value, first, last).column_valued("p")
            )
            [found] = (await session.exec(select(asked))).all()
            assert (found or []) == periods(frequency, first, last), (frequency, first, last)
