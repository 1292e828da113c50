"""Figures: what follows from measurements, stored in the commit that changes them."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.kpi import KpiStatus
from app.tables import Cycle, KeyResult, Objective
from tests import make, watched
from tests.people import Person, today
from tests.watched import made, measure

ANY = {"If-Match": "*"}
MANY = {"starts_on": "2025-01-01", "ends_on": "2025-12-31", "kind": "year", "name": "2025"}


@pytest.fixture
async def in_2025(database: Database, olga: Person) -> Cycle:
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
    return await make.cycle(database, olga.org_id, **days)


async def total(database: Database, person: Person, kpi: Any, cycle: Cycle) -> Any:
    rows = await watched.totals(database, person, kpi["id"])
    row = rows.get(cycle.id)
    return None if row is None else (row.value, row.target, row.attainment, str(row.status))


async def read(client: AsyncClient, goal: KeyResult | Objective) -> Any:
    kind = goal.kind_name.replace("_", "-")
    return (await client.get(f"/{kind}s/{goal.id}")).json()


async def test_a_cycle_s_figure_is_of_its_measured_months(
    client: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    kpi = await made(client, ann, baseline=10)
    row = {"period_on": "2025-02-01", "target": 130}
    await client.put(f"/kpis/{kpi['id']}/targets", json={"items": [row]}, headers=ANY)

    await measure(client, kpi, "2024-12-01", 999)
    assert await total(database, ann, kpi, in_2025) is None
    await measure(client, kpi, "2025-01-01", 100)
    await measure(client, kpi, "2025-02-01", 120)

    # (220 - 2 * 10) / (100 + 130 - 2 * 10)
    value, target, attainment, status = await total(database, ann, kpi, in_2025)
    assert (value, target, status) == (220, 230, "yellow")
    assert abs(attainment - Decimal(200) / 210) < Decimal("1e-18")
    [found] = (await watched.totals(database, ann, kpi["id"])).values()
    assert (found.measured, found.measured_on) == (2, today())
    await measure(client, kpi, "2025-01-01", 110)
    assert (await total(database, ann, kpi, in_2025))[0] == 230


async def test_figures_follow_thresholds_targets_and_aggregate(
    client: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}"
    await measure(client, kpi, "2025-01-01", 90)
    await measure(client, kpi, "2025-02-01", 110)

    assert await total(database, ann, kpi, in_2025) == (200, 200, 1, "green")
    before = (await client.get(url)).json()["updated_at"]
    for change, expected in (
        ({"aggregate": "last"}, (110, 100, Decimal("1.1"), "green")),
        ({"target": 200}, (110, 200, Decimal("0.55"), "red")),
        ({"warning": 0.5}, (110, 200, Decimal("0.55"), "yellow")),
        ({"scoring": "veto"}, (110, 200, 0, "red")),
        ({"target": None}, (110, None, None, "none")),
    ):
        assert (await client.patch(url, json=change, headers=ANY)).status_code == 200
        assert await total(database, ann, kpi, in_2025) == expected, change
    figures = await watched.figures(database, ann, kpi["id"])
    assert {row.status for row in figures.values()} == {KpiStatus.none}
    assert (await client.get(url)).json()["updated_at"] > before


async def test_new_and_moved_cycles_have_figures_at_once(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person
) -> None:
    kpi = await made(client, ann)
    for month in (1, 2, 4):
        await measure(client, kpi, date(2025, month, 1), 10 * month)

    year = (await boss.post("/cycles", json=MANY | {"generate": ["quarter", "month"]})).json()

    totals = await watched.totals(database, ann, kpi["id"])
    assert len(totals) == 1 + 2 + 3
    assert sorted(row.value or 0 for row in totals.values()) == [10, 20, 30, 40, 40, 70]
    custom = {"name": "X", "kind": "custom", "starts_on": "2025-01-02", "ends_on": "2025-02-01"}
    cycle = (await boss.post("/cycles", json=custom)).json()
    wider = {"starts_on": "2025-02-02", "ends_on": "2025-04-30"}
    empty = {"starts_on": "2025-02-02", "ends_on": "2025-03-30"}

    async def value() -> Any:
        rows = await watched.totals(database, ann, kpi["id"])
        return [row.value for id, row in rows.items() if str(id) == cycle["id"]]

    assert await value() == [20]
    await boss.patch(f"/cycles/{cycle['id']}", json=wider, headers=ANY)
    assert await value() == [40]
    await boss.patch(f"/cycles/{cycle['id']}", json=empty, headers=ANY)
    assert await value() == []
    assert year["id"] in {str(id) for id in totals}


async def test_a_formula_has_a_value_once_all_parts_have_one(
    client: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    revenue = await made(client, ann)
    cost = await made(client, ann, name="Cost")
    await measure(client, revenue, "2025-01-01", 100)
    margin = await made(client, ann, name="Margin", formula="(revenue - cost) / revenue",
                        aggregate=None, target=0.3)  # fmt: skip
    assert await watched.figures(database, ann, margin["id"]) == {}

    await measure(client, cost, "2025-01-01", 60)
    await measure(client, cost, "2025-02-01", 10)
    await measure(client, revenue, "2025-02-01", 300)
    await measure(client, revenue, "2025-03-01", 777)

    figures = await watched.figures(database, ann, margin["id"])
    values = {on.month: row.value for on, row in figures.items()}
    assert values.keys() == {1, 2}
    assert (values[1], figures[date(2025, 1, 1)].measurement_id) == (Decimal("0.4"), None)
    value, target, _, status = await total(database, ann, margin, in_2025)
    assert (value, target, status) == (Decimal("0.825"), Decimal("0.3"), "green")  # 330 / 400


async def test_formulas_on_formulas_move_in_the_same_commit(
    client: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    weekly = await made(client, ann, name="Visits", frequency="weekly", aggregate="mean")
    monthly = await made(client, ann, name="Monthly", formula="visits * 2", aggregate=None)
    quarterly = await made(client, ann, name="Quarter", formula="monthly + visits",
                           aggregate=None, frequency="quarterly")  # fmt: skip
    mondays = [date(2025, 1, 6) + n * timedelta(days=7) for n in range(13)]
    for n, monday in enumerate(mondays[:-1]):
        await measure(client, weekly, monday, n)

    months = await watched.figures(database, ann, monthly["id"])
    assert {on.month: row.value for on, row in months.items()} == {1: 3, 2: 11}
    assert await watched.figures(database, ann, quarterly["id"]) == {}
    await measure(client, weekly, mondays[-1], 12)

    months = await watched.figures(database, ann, monthly["id"])
    assert {on.month: row.value for on, row in months.items()} == {1: 3, 2: 11, 3: 20}
    [quarter] = (await watched.figures(database, ann, quarterly["id"])).values()
    assert quarter.value == 18  # the mean of 0 to 12, twice and once


async def test_a_division_by_zero_is_no_value(
    client: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    one = await made(client, ann, name="One")
    ratio = await made(client, ann, name="Ratio", formula="1 / one", aggregate=None)

    await measure(client, one, "2025-01-01", 0)

    assert await watched.figures(database, ann, ratio["id"]) == {}
    assert await total(database, ann, ratio, in_2025) == (None, 100, None, "none")
    await measure(client, one, "2025-01-01", 2)
    assert (await total(database, ann, ratio, in_2025))[0] == Decimal("0.5")


async def test_another_formula_leaves_nothing_of_the_one_before(
    client: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    one, two = await made(client, ann, name="One"), await made(client, ann, name="Two")
    both = await made(client, ann, name="Both", formula="one", aggregate=None)
    await measure(client, one, "2025-01-01", 5)
    await measure(client, one, "2025-02-01", 6)
    await measure(client, two, "2025-02-01", 7)

    url = f"/kpis/{both['id']}"
    assert (await client.patch(url, json={"formula": "one * two"}, headers=ANY)).status_code == 200

    figures = await watched.figures(database, ann, both["id"])
    assert {on.month: row.value for on, row in figures.items()} == {2: 42}
    own = {"formula": None, "aggregate": "sum"}
    assert (await client.patch(url, json=own, headers=ANY)).status_code == 200
    assert await watched.figures(database, ann, both["id"]) == {}
    assert await watched.totals(database, ann, both["id"]) == {}
    assert (await client.delete(f"/kpis/{one['id']}", headers=ANY)).json()["code"] == "in_use"
    await measure(client, both, "2025-03-01", 1)


async def test_a_measurement_moves_what_tracks_it_four_levels_up(
    client: AsyncClient, boss: AsyncClient, database: Database,
    ann: Person, bob: Person, in_2025: Cycle,
) -> None:  # fmt: skip
    kpi = await made(client, ann)
    goals = [await make.objective(database, ann, in_2025, progress_policy="both") for _ in range(4)]
    tracker = await make.key_result(database, goals[0], target=1000, kpi_id=kpi["id"])
    for below, above in pairwise(goals):
        await make.alignment(database, below, above)
    secret = await make.objective(
        database, bob, in_2025, progress_policy="both", visibility="private"
    )
    await make.alignment(database, goals[3], secret)

    told = await measure(client, kpi, "2025-03-01", 250)

    moved = {each["id"]: each for each in told["affected"]}
    for goal in (tracker, *goals):
        assert moved.pop(str(goal.id)) == {
            "kind": goal.kind_name, "id": str(goal.id),
            "progress_before": 0 if goal is tracker else None, "progress_after": 0.25,
        }  # fmt: skip
    [hidden] = moved.values()
    assert hidden.keys() == {"kind", "id"}
    shown = await read(client, tracker)
    assert (shown["metric"]["current"], shown["progress"], shown["attainment"]) == (250, 0.25, 0.25)
    assert (shown["health_source"], shown["stale"]) == ("computed", False)
    assert shown["health"] != "not_started"
    [line] = (await boss.get("/journal?action=measurement.created")).json()["items"]
    assert len(line["moved"]) == 6
    nothing = await measure(client, kpi, "2024-03-01", 250)
    assert nothing["affected"] == []


async def test_targets_of_a_kpi_do_not_move_what_tracks_it_and_values_do(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    kpi = await made(client, ann, aggregate="mean")
    goal = await make.objective(database, ann, in_2025)
    tracker = await make.key_result(database, goal, target=100, kpi_id=kpi["id"])
    for month, value in ((1, 10), (2, 20), (3, 30.5)):
        await measure(client, kpi, date(2025, month, 1), value)

    shown = await read(client, tracker)
    assert (shown["metric"]["current"], shown["progress"]) == (20.1667, 0.2017)
    url = f"/kpis/{kpi['id']}"
    await client.patch(url, json={"target": 7}, headers=ANY)
    assert (await read(client, tracker)) == shown
    await client.patch(url, json={"aggregate": "max"}, headers=ANY)
    assert (await read(client, tracker))["progress"] == 0.305
    [line, *_] = (await boss.get("/journal?action=kpi.updated")).json()["items"]
    assert [each["kind"] for each in line["moved"]] == ["key_result", "objective"]


async def test_what_is_over_keeps_its_figure_and_catches_up_when_it_returns(
    client: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    kpi = await made(client, ann)
    goal = await make.objective(database, ann, in_2025)
    stays, goes = [
        await make.key_result(database, goal, target=100, kpi_id=kpi["id"], position=n)
        for n in range(2)
    ]
    dropped = f"/key-results/{goes.id}/transitions"
    assert (await client.post(dropped, json={"to": "dropped"})).status_code == 200

    told = await measure(client, kpi, "2025-01-01", 40)

    assert [each["id"] for each in told["affected"]] == [str(stays.id), str(goal.id)]
    assert (await read(client, goes))["progress"] == 0
    back = await client.post(dropped, json={"to": "active"})
    assert (back.json()["progress"], back.json()["metric"]["current"]) == (0.4, 40)

    closing = {"to": "closed", "outcome": "partial"}
    moves = f"/objectives/{goal.id}/transitions"
    assert (await client.post(moves, json=closing)).status_code == 200
    assert (await measure(client, kpi, "2025-02-01", 40))["affected"] == []
    assert (await read(client, stays))["progress"] == 0.4
    again = await client.post(moves, json={"to": "agreed"})
    assert again.json()["progress"] == 0.8


async def test_a_closed_cycle_keeps_what_tracked_in_it(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    kpi = await made(client, ann)
    goal = await make.objective(database, ann, in_2025)
    tracker = await make.key_result(database, goal, target=100, kpi_id=kpi["id"])
    await measure(client, kpi, "2025-01-01", 40)
    moves = f"/cycles/{in_2025.id}/transitions"
    for move in ({"to": "review"}, {"to": "closed", "force": True, "note": "So."}):
        assert (await boss.post(moves, json=move)).status_code == 200

    told = await measure(client, kpi, "2025-01-01", 60)

    assert told["affected"] == []
    assert (await read(client, tracker))["progress"] == 0.4
    assert (await total(database, ann, kpi, in_2025))[0] == 60


async def test_other_days_of_a_cycle_and_another_cycle_move_what_tracks(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    kpi = await made(client, ann)
    other = await make.cycle(
        database, ann.org_id, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31)
    )
    goal = await make.objective(database, ann, in_2025)
    tracker = await make.key_result(database, goal, target=100, kpi_id=kpi["id"])
    await measure(client, kpi, "2025-01-01", 40)
    await measure(client, kpi, "2025-02-01", 10)
    await measure(client, kpi, "2024-02-01", 70)

    days = {"starts_on": "2025-02-01"}
    assert (await boss.patch(f"/cycles/{in_2025.id}", json=days, headers=ANY)).status_code == 200
    assert (await read(client, tracker))["progress"] == 0.1
    [line] = (await boss.get("/journal?action=cycle.updated")).json()["items"]
    assert [each["progress_after"] for each in line["moved"]] == [0.1, 0.1]
    url, to_other = f"/objectives/{goal.id}", {"cycle_id": str(other.id)}
    moved = await client.patch(url, json=to_other, headers=ANY)
    assert moved.json()["progress"] == 0.7
    assert (await read(client, tracker))["metric"]["current"] == 70


async def test_sums_of_the_largest_values_are_kept(
    client: AsyncClient, database: Database, ann: Person, in_2025: Cycle
) -> None:
    kpi = await made(client, ann)
    goal = await make.objective(database, ann, in_2025)
    tracker = await make.key_result(database, goal, target=100, kpi_id=kpi["id"])
    most = 999_999_999_999_999

    for month in (1, 2, 3):
        await measure(client, kpi, date(2025, month, 1), most)

    assert (await total(database, ann, kpi, in_2025))[0] == 3 * most
    assert (await read(client, tracker))["progress"] == 1
