"""All sheets of a cycle, for whoever chases: by the same rules, in SQL."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle, KpiTarget
from app.tables.member import MemberState
from tests import make, watched
from tests.people import Person, client_of

HALF = date(2026, 6, 30)
LATER = {"active_from": date(2026, 7, 1)}
EARLIER = {"active_until": HALF}
UNJUDGED: dict[str, Any] = {"target": None}
IN_TWO = {"target": None, "targets": [date(2026, 2, 1)]}
STEPS = UNJUDGED | {"scoring": "steps", "steps": [{"from": 1, "attainment": 1}]}
RANGE = UNJUDGED | {"direction": "range", "scoring": "veto", "lower": 1, "upper": 2}
Goals = list[tuple[str, int]]  # the state of each objective, and its active key results
CASES: dict[str, tuple[Goals, list[dict[str, Any]], list[str]]] = {
    "nothing": ([], [], ["no_objective", "no_kpi"]),
    "complete": ([("agreed", 2)], [{}], []),
    "complete when closed": ([("closed", 2)], [{}], []),
    "complete beside a draft": (
        [("draft", 0), ("agreed", 2)],
        [{}, UNJUDGED],
        ["too_few_key_results", "kpi_without_target"],
    ),
    "a draft alone": ([("draft", 3)], [{}], ["none_agreed"]),
    "dropped alone": ([("dropped", 3)], [{}], ["no_objective"]),
    "agreed is one, measured another": (
        [("agreed", 1), ("proposed", 2)],
        [{}],
        ["too_few_key_results"],
    ),
    "too many objectives": ([("agreed", 2)] * 4, [{}], ["too_many_objectives"]),
    "as many as allowed": ([("agreed", 5)] * 3, [{}] * 3, []),
    "too many key results": ([("agreed", 6)], [{}], ["too_many_key_results"]),
    "too many kpis": ([("agreed", 2)], [{}] * 4, ["too_many_kpis"]),
    "one after the other": ([("agreed", 2)], [EARLIER, LATER] * 3, []),
    "four on the last day": (
        [("agreed", 2)],
        [EARLIER] * 3 + [{"active_from": HALF}],
        ["too_many_kpis"],
    ),
    "all of it before": (
        [("agreed", 2)],
        [{"active_from": date(2020, 1, 1), "active_until": date(2025, 12, 31)}],
        ["no_kpi"],
    ),
    "the last day of it inside": ([("agreed", 2)], [{"active_from": date(2026, 12, 31)}], []),
    "without a target": ([("agreed", 2)], [UNJUDGED], ["kpi_without_target"]),
    "a target of one period": ([("agreed", 2)], [IN_TWO], []),
    "a target of a period outside": (
        [("agreed", 2)],
        [IN_TWO | LATER],
        ["kpi_without_target"],
    ),
    "steps": ([("agreed", 2)], [STEPS], []),
    "a range": ([("agreed", 2)], [RANGE], []),
}  # fmt: skip


@pytest.fixture
async def year(database: Database, olga: Person) -> Cycle:
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    return await make.cycle(database, olga.org_id, kind="year", **days)


async def fill(
    database: Database, owner: Person, year: Cycle, goals: Goals, kpis: list[dict[str, Any]]
) -> None:
    for state, count in goals:
        outcome = "missed" if state == "closed" else None
        goal = await make.objective(database, owner, year, state=state, outcome=outcome)
        for n in range(count):
            await make.key_result(database, goal, position=n)
        await make.key_result(database, goal, position=count, state="dropped")
    for fields in kpis:
        kpi = await watched.kpi(
            database, owner, **{n: v for n, v in fields.items() if n != "targets"}
        )
        for on in fields.get("targets", ()):
            row = KpiTarget(org_id=kpi.org_id, kpi_id=kpi.id, period_on=on, target=Decimal(1))
            await make.keep(database, kpi.org_id, row)


async def listed(client: AsyncClient, year: Cycle, **query: Any) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {"cycle_id": str(year.id), "limit": 100} | query
    answer = await client.get("/sheets", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def names(items: list[dict[str, Any]]) -> list[str]:
    return [each["owner"]["name"] for each in items]


@pytest.mark.parametrize("case", CASES)
async def test_sheet_and_list_say_the_same(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle, case: str
) -> None:
    goals, kpis, expected = CASES[case]
    await fill(database, ann, year, goals, kpis)
    await fill(database, bob, year, [("agreed", 2)], [{}])  # of others, nothing counts

    query = {"cycle_id": str(year.id)}
    sheet = (await boss.get(f"/members/{ann.id}/sheet", params=query)).json()
    [item] = [each for each in await listed(boss, year) if each["owner"]["name"] == "Ann"]

    codes = [each["code"] for each in sheet["findings"]]
    assert list(dict.fromkeys(codes)) == item["findings"] == expected
    lacks_nothing = all(code.startswith("too_many") for code in expected)
    assert sheet["complete"] is item["complete"]
    assert item["complete"] is (lacks_nothing or case == "complete beside a draft")
    assert item["objective_count"] == sheet["limits"]["objectives"]["used"]
    assert item["kpi_count"] == sheet["limits"]["kpis"]["used"]
    counted = [each for each in sheet["objectives"] if each["state"] in ("agreed", "closed")]
    assert item["agreed_count"] == len(counted)
    below = [len(each["key_results"]) for each in sheet["objectives"]]
    assert item["key_result_count"] == sum(below)


async def test_everybody_is_listed_who_may_own_things_by_kind_and_name(
    app: FastAPI, boss: AsyncClient, database: Database, olga: Person, year: Cycle
) -> None:
    people: dict[str, dict[str, Any]] = {
        "bea": {},
        "Vic": {"role": Role.viewer},
        "Gus": {"state": MemberState.deactivated},
        "Ivy": {"state": MemberState.invited},
    }
    for name, fields in people.items():
        await make.member(database, olga.org_id, name, **fields)
    await make.team(database, olga, name="Sales")
    await make.team(database, olga, name="brand")

    assert names(await listed(boss, year)) == ["Acme", "brand", "Sales", "bea", "Ivy", "Olga"]
    assert names(await listed(boss, year, owner_kind=["team", "organization"])) == [
        "Acme",
        "brand",
        "Sales",
    ]


async def test_pages_join_without_a_gap(
    boss: AsyncClient, database: Database, olga: Person, year: Cycle
) -> None:
    for n in range(5):
        await make.member(database, olga.org_id, f"Kim {n % 2}")
    seen: list[str] = []
    query: dict[str, Any] = {"cycle_id": str(year.id), "limit": 2, "include": "total"}
    while True:
        page = (await boss.get("/sheets", params=query)).json()
        assert page["total"] == 7
        seen += [each["owner"]["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]

    assert seen == [each["owner"]["id"] for each in await listed(boss, year)]
    assert len(set(seen)) == 7


async def test_a_team_is_its_own_sheet_and_those_of_who_is_in_it(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, max: Person, year: Cycle
) -> None:
    team = await make.team(database, max, ann)
    other = await make.team(database, None, bob, name="Sales")

    assert names(await listed(boss, year, team_id=str(team.id))) == ["Brand", "Ann"]
    both = await listed(boss, year, team_id=[str(team.id), str(other.id)], owner_kind="member")
    assert names(both) == ["Ann", "Bob"]


async def test_the_incomplete_are_chased(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    await fill(database, ann, year, [("agreed", 2)], [{}])
    private = {"visibility": "private", "owner_member_id": bob.id}
    goal = await make.objective(database, bob, year, **private)
    for n in range(2):
        await make.key_result(database, goal, position=n)

    assert names(await listed(boss, year, complete=True)) == ["Ann"]
    chased = await listed(boss, year, complete=False)
    assert names(chased) == ["Acme", "Bob", "Olga"]
    assert (chased[1]["objective_count"], chased[1]["findings"]) == (1, ["no_kpi"])


async def test_sheets_are_for_managers_and_of_a_cycle_that_is_there(
    app: FastAPI, client: AsyncClient, boss: AsyncClient, max: Person, zoe: Person, year: Cycle
) -> None:
    query = {"cycle_id": str(year.id)}
    refused = await client.get("/sheets", params=query)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")
    async with client_of(app, max) as managers:
        assert (await managers.get("/sheets", params=query)).status_code == 200
        unknown = await managers.get("/sheets", params={"cycle_id": str(max.id)})
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["pointer"] == "cycle_id"
    none = await boss.get("/sheets", params=query | {"team_id": str(zoe.id)})
    assert none.json()["items"] == []


async def test_sheets_are_found_by_what_changed_on_them(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, max: Person, year: Cycle
) -> None:
    before = {"updated_at": datetime(2026, 1, 1, tzinfo=UTC)}
    await make.objective(database, ann, year, state="dropped")
    await make.objective(database, bob, year, **before)
    await watched.kpi(database, bob, **before)
    await watched.kpi(database, max)
    await make.objective(database, bob, await make.cycle(database, bob.org_id))  # in another cycle

    assert names(await listed(boss, year, updated_since="2026-01-02T00:00:00Z")) == ["Ann", "Max"]
