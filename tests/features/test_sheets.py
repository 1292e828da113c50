"""The sheet: three objectives, three KPIs, and what is missing or too much."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle, Kpi, KpiFigure, KpiTarget, KpiTotal
from tests import make, watched
from tests.people import Person, client_of

APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
async def year(database: Database, olga: Person) -> Cycle:
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    return await make.cycle(database, olga.org_id, kind="year", **days)


async def sheet(client: AsyncClient, cycle: Cycle, path: str, **query: Any) -> dict[str, Any]:
    answer = await client.get(path, params={"cycle_id": str(cycle.id)} | query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def of(person: Person) -> str:
    return f"/members/{person.id}/sheet"


def codes(found: dict[str, Any]) -> list[str]:
    return [each["code"] for each in found["findings"]]


async def whole(database: Database, owner: Person, cycle: Cycle, **fields: Any) -> None:
    """Give somebody all that a complete sheet takes."""
    goal = await make.objective(database, owner, cycle, **fields)
    for n in range(2):
        await make.key_result(database, goal, position=n)
    await watched.kpi(database, owner, **fields)


async def figure(database: Database, kpi: Kpi, on: date, value: int, status: str) -> None:
    """Plant how a KPI stood in a period."""
    attained = Decimal(value) / 100
    row = KpiFigure.model_validate(
        {"org_id": kpi.org_id, "kpi_id": kpi.id, "period_on": on, "value": value}
        | {"target": 100, "attainment": attained, "status": status}
    )
    await make.keep(database, kpi.org_id, row)


async def test_an_empty_sheet_says_what_to_begin_with(
    client: AsyncClient, ann: Person, year: Cycle
) -> None:
    found = await sheet(client, year, of(ann))

    assert found["owner"] == ann.owner | {"name": "Ann"}
    assert (found["cycle"]["id"], found["cycle"]["starts_on"]) == (str(year.id), "2026-01-01")
    assert (found["objectives"], found["kpis"], found["complete"]) == ([], [], False)
    assert found["limits"] == {
        "mode": "advise",
        "objectives": {"max": 3, "used": 0},
        "kpis": {"max": 3, "used": 0},
        "key_results": {"max": 5},
    }
    assert codes(found) == ["no_objective", "no_kpi"]
    assert [each["subject"] for each in found["findings"]] == [ann.owner, ann.owner]
    assert all(each["detail"] and each["suggestion"] for each in found["findings"])


async def test_a_sheet_has_the_objectives_and_kpis_of_its_owner_in_its_cycle(
    client: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    await whole(database, ann, year)
    await whole(database, bob, year)
    elsewhere = await make.cycle(database, ann.org_id)
    await make.objective(database, ann, elsewhere)
    await make.objective(database, ann, year, state="dropped")
    await watched.kpi(database, ann, active_from=date(2027, 1, 1))
    await watched.kpi(database, ann, active_from=date(2020, 1, 1), active_until=date(2025, 12, 31))

    found = await sheet(client, year, of(ann))
    [goal], [kpi] = found["objectives"], found["kpis"]

    assert goal == (await client.get(f"/objectives/{goal['id']}")).json()
    alone = (await client.get(f"/kpis/{kpi['id']}")).json()
    assert {name: kpi[name] for name in alone} == alone
    assert (found["complete"], found["findings"]) == (True, [])
    assert found["limits"]["objectives"]["used"] == found["limits"]["kpis"]["used"] == 1


async def test_key_results_that_were_dropped_are_not_on_it(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    goal = await make.objective(database, ann, year)
    await make.key_result(database, goal, title="kept")
    await make.key_result(database, goal, position=1, state="dropped")

    found = await sheet(client, year, of(ann))

    assert [each["title"] for each in found["objectives"][0]["key_results"]] == ["kept"]
    [few, _] = found["findings"]
    assert (few["code"], few["subject"]["id"]) == ("too_few_key_results", str(goal.id))
    assert "1 of the 2" in few["detail"]


async def test_organization_and_teams_have_a_sheet_too(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    team = await make.team(database, ann, ann)
    await whole(database, ann, year, owner_member_id=None)
    await whole(database, ann, year, owner_member_id=None, owner_team_id=team.id)

    ours = await sheet(client, year, "/sheet")
    theirs = await sheet(client, year, f"/teams/{team.id}/sheet")

    for found, whose in (
        (ours, make.ours(ann) | {"name": "Acme"}),
        (theirs, {"kind": "team", "id": str(team.id), "name": "Brand"}),
    ):
        assert (found["owner"], found["complete"]) == (whose, True)
        assert {each["owner"]["id"] for each in found["objectives"]} == {whose["id"]}
        assert [len(found[name]) for name in ("objectives", "kpis")] == [1, 1]
    assert (await sheet(client, year, of(ann)))["objectives"] == []


async def test_a_kpi_shows_its_latest_period_with_a_value_and_the_cycle_to_date(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    kpi = await watched.kpi(database, ann, active_from=date(2026, 3, 1))
    await figure(database, kpi, APRIL, 90, "yellow")
    await figure(database, kpi, date(2027, 1, 1), 100, "green")  # of the next cycle
    total = {"value": 90, "target": 100, "attainment": "0.9", "status": "yellow", "measured": 1}
    place = {"org_id": kpi.org_id, "kpi_id": kpi.id, "cycle_id": year.id, "measured_on": MAY}
    await make.keep(database, ann.org_id, KpiTotal.model_validate(total | place))

    [shown] = (await sheet(client, year, of(ann)))["kpis"]

    assert shown["latest"] == {
        "period_on": "2026-04-01",
        "ends_on": "2026-04-30",
        "value": 90,
        "target": 100,
        "attainment": 0.9,
        "status": "yellow",
        "measurement_id": None,
    }
    assert shown["to_date"] == {
        "value": 90,
        "target": 100,
        "attainment": 0.9,
        "status": "yellow",
        "measured": 1,
        "periods": 10,
    }


async def test_a_kpi_that_was_never_measured_is_not_known(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    await watched.kpi(database, ann, frequency="quarterly", active_until=date(2026, 6, 30))

    [shown] = (await sheet(client, year, of(ann)))["kpis"]

    assert shown["latest"] is None
    nothing = dict.fromkeys(("value", "target", "attainment"))
    assert shown["to_date"] == nothing | {"status": "none", "measured": 0, "periods": 2}


@pytest.mark.parametrize(
    ("frequency", "first", "last"),
    [
        ("weekly", "2026-02-02", "2026-02-08"),
        ("monthly", "2028-02-01", "2028-02-29"),
        ("quarterly", "2026-10-01", "2026-12-31"),
        ("yearly", "2028-01-01", "2028-12-31"),
    ],
)
async def test_a_period_ends_the_day_before_the_next(
    client: AsyncClient, database: Database, ann: Person, frequency: str, first: str, last: str
) -> None:
    days = {"starts_on": date.fromisoformat(first), "ends_on": date.fromisoformat(last)}
    cycle = await make.cycle(database, ann.org_id, **days)
    kpi = await watched.kpi(database, ann, frequency=frequency)
    await figure(database, kpi, days["starts_on"], 1, "red")

    [shown] = (await sheet(client, cycle, of(ann)))["kpis"]

    assert (shown["latest"]["period_on"], shown["latest"]["ends_on"]) == (first, last)
    assert shown["to_date"]["periods"] == 1


async def test_a_kpi_is_judged_by_what_its_scoring_needs(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    bare = await watched.kpi(database, ann, target=None)
    late = await watched.kpi(database, ann, target=None)
    march = await watched.kpi(database, ann, target=None)
    steps = [{"from": 1, "attainment": 1}]
    await watched.kpi(database, ann, target=None, scoring="steps", steps=steps)
    between = {"direction": "range", "scoring": "veto", "lower": 1, "upper": 2}
    await watched.kpi(database, ann, target=None, **between)
    for kpi, on in ((late, date(2027, 1, 1)), (march, date(2026, 3, 1))):
        row = KpiTarget(org_id=kpi.org_id, kpi_id=kpi.id, period_on=on, target=Decimal(1))
        await make.keep(database, kpi.org_id, row)

    found = await sheet(client, year, of(ann))

    missing = [each for each in found["findings"] if each["code"] == "kpi_without_target"]
    assert [each["subject"] for each in missing] == [
        {"kind": "kpi", "id": str(kpi.id)} for kpi in (bare, late)
    ]


async def test_findings_and_complete_speak_of_all_and_name_nothing_that_is_hidden(
    client: AsyncClient, boss: AsyncClient, database: Database, bob: Person, year: Cycle
) -> None:
    private = {"visibility": "private"}
    await whole(database, bob, year, **private)
    hidden = await make.objective(database, bob, year, **private)
    secret = await watched.kpi(database, bob, target=None, **private)

    seen, all_of_it = [await sheet(who, year, of(bob)) for who in (client, boss)]

    assert (seen["objectives"], seen["kpis"]) == ([], [])
    assert [len(all_of_it[name]) for name in ("objectives", "kpis")] == [2, 2]
    assert seen["complete"] == all_of_it["complete"] is True
    assert seen["limits"] == all_of_it["limits"]
    assert codes(seen) == codes(all_of_it) == ["too_few_key_results", "kpi_without_target"]
    assert [each["subject"] for each in seen["findings"]] == [None, None]
    named = [each["subject"]["id"] for each in all_of_it["findings"]]
    assert named == [str(hidden.id), str(secret.id)]


async def test_what_is_too_much_is_told_in_both_languages(app: FastAPI, database: Database) -> None:
    most = {"max_objectives": 1, "max_kpis": 1, "max_key_results": 2}
    org_id = await make.organization(database, limits="enforce", **most)
    kim = await make.member(database, org_id, "Kim")
    cycle = await make.cycle(database, org_id)
    goals = [await make.objective(database, kim, cycle) for _ in range(2)]
    for n in range(3):
        await make.key_result(database, goals[0], position=n)
        await make.key_result(database, goals[1], position=n, state="dropped" if n else "active")
    for _ in range(2):
        await watched.kpi(database, kim)

    async with client_of(app, kim) as kims:
        english = await sheet(kims, cycle, of(kim))
        query = {"cycle_id": str(cycle.id)}
        answer = await kims.get(of(kim), params=query, headers={"Accept-Language": "zh-CN"})

    assert codes(english) == [
        "too_few_key_results",
        "too_many_objectives",
        "too_many_key_results",
        "too_many_kpis",
    ]
    chinese = answer.json()
    assert answer.headers["content-language"] == "zh"
    assert "Accept-Language" in answer.headers["vary"]
    assert [each["subject"] for each in chinese["findings"]] == [
        each["subject"] for each in english["findings"]
    ]
    assert "2" in chinese["findings"][1]["detail"]
    assert "请" in chinese["findings"][1]["suggestion"]
    assert english["limits"]["mode"] == "enforce"


async def test_the_fullest_day_counts_and_not_all_kpis_of_the_cycle(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    for _ in range(3):
        await watched.kpi(database, ann, active_until=date(2026, 6, 30))
        await watched.kpi(database, ann, active_from=date(2026, 7, 1))

    found = await sheet(client, year, of(ann))

    assert (len(found["kpis"]), found["limits"]["kpis"]["used"]) == (6, 3)
    assert codes(found) == ["no_objective"]


async def test_an_unknown_cycle_is_a_wrong_value_and_an_unknown_owner_is_not_there(
    client: AsyncClient, ann: Person, zoe: Person, year: Cycle, database: Database
) -> None:
    foreign = await make.cycle(database, zoe.org_id)
    for id in (foreign.id, ann.id):
        answer = await client.get(of(ann), params={"cycle_id": str(id)})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "cycle_id"
    for path in (of(zoe), f"/teams/{ann.id}/sheet", "/members/nobody/sheet"):
        assert (await client.get(path, params={"cycle_id": str(year.id)})).status_code == 404
    missing = await client.get("/sheet")
    assert (missing.status_code, missing.json()["errors"][0]["code"]) == (422, "required")


async def test_a_sheet_that_is_known_is_not_sent_again_until_it_changes(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    query = {"cycle_id": str(year.id)}
    first = await client.get(of(ann), params=query)
    known = {"If-None-Match": first.headers["etag"]}

    assert (await client.get(of(ann), params=query, headers=known)).status_code == 304
    chinese = known | {"Accept-Language": "zh"}
    assert (await client.get(of(ann), params=query, headers=chinese)).status_code == 200
    await make.objective(database, ann, year, visibility="private")
    assert (await client.get(of(ann), params=query, headers=known)).status_code == 200
