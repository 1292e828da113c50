"""What the demo company watches, and what it makes of it: as a reader finds it."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app.demo import Demo
from app.demo.calendar import quarter_of
from app.domain.frequency import Frequency
from app.domain.kpi import Aggregate, KpiDirection, Scoring
from tests.demo.test_demo import everything
from tests.people import today

Items = list[dict[str, Any]]
DAYS_TO_COME = 5  # of a quarter, in which the month before it is measured


@pytest.fixture
async def year(ceo: AsyncClient) -> str:
    [found] = (await ceo.get("/cycles", params={"kind": "year"})).json()["items"]
    return str(found["id"])


@pytest.fixture
async def kpis(ceo: AsyncClient) -> Items:
    return await everything(ceo, "/kpis")


@pytest.fixture
async def seen_by(app: FastAPI, demo: Demo) -> AsyncIterator[Callable[[str, str], Any]]:
    """What somebody in the company gets when they ask, by the login that they have there."""
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test/v1") as client:

        async def get(login: str, path: str) -> Items:
            who = {"username": f"{login}@warmisle.example", "password": demo.password}
            form = {"grant_type": "password", **who}
            token = (await client.post("/auth/token", data=form)).json()["access_token"]
            headers = {"Authorization": f"Bearer {token}"}
            answer = await client.get(f"/orgs/{demo.org}{path}", headers=headers)
            found: Items = answer.json()["items"]
            return found

        yield get


async def test_three_kpis_for_the_company_each_team_and_each_manager(
    ceo: AsyncClient, kpis: Items
) -> None:
    teams, members = await everything(ceo, "/teams"), await everything(ceo, "/members")
    owners = Counter(each["owner"]["id"] for each in kpis)

    managers = {m["id"] for m in members if m["role"] == "manager" and m["state"] == "active"}
    expected = {t["id"] for t in teams} | {t["lead"]["id"] for t in teams} | managers
    assert {owners[id] for id in expected} == {3}
    assert Counter(each["owner"]["kind"] for each in kpis)["organization"] == 3
    assert len(expected) >= 8 + 12
    assert max(owners.values()) == 3


async def test_every_kind_of_kpi_is_there_to_be_seen(kpis: Items) -> None:
    assert {each["direction"] for each in kpis} == set(KpiDirection)
    assert {each["scoring"] for each in kpis} == set(Scoring)
    assert {each["frequency"] for each in kpis} == set(Frequency) - {Frequency.yearly}
    assert {each["aggregate"] for each in kpis} >= set(Aggregate) - {Aggregate.min}
    assert {each["visibility"] for each in kpis} == {"organization", "team"}
    assert [each["key"] for each in kpis if each["formula"]] == ["own_share", "gross_margin"]


async def test_a_year_is_measured_and_some_of_it_was_corrected(
    ceo: AsyncClient, kpis: Items
) -> None:
    noted = gaps = 0
    to_come = (today() - quarter_of(today()).first).days < DAYS_TO_COME
    for kpi in kpis:
        measured = await everything(ceo, f"/kpis/{kpi['id']}/measurements")
        standing = [each for each in measured if each["standing"]]
        least = {"weekly": 52, "monthly": 11 - to_come, "quarterly": 4}[kpi["frequency"]]
        assert len(standing) >= least or kpi["formula"]
        assert len({each["period_on"] for each in standing}) == len(standing)
        noted += sum(bool(each["replaces_id"] and each["note"]) for each in measured)
        months = [each["period_on"] for each in standing if kpi["frequency"] == "monthly"]
        gaps += bool(months) and len(months) < spanned(months)
    assert noted >= 5
    assert 1 <= gaps <= 10


def spanned(months: list[str]) -> int:
    """Return how many months there are from the first of some to the last."""
    first, last = ((int(day[:4]), int(day[5:7])) for day in (min(months), max(months)))
    return 12 * (last[0] - first[0]) + last[1] - first[1] + 1


async def test_the_margin_is_that_of_revenue_and_cost(
    ceo: AsyncClient, kpis: Items, year: str
) -> None:
    ids = {each["key"]: each["id"] for each in kpis}
    series = {
        key: (await ceo.get(f"/kpis/{ids[key]}/series", params={"cycle_id": year})).json()
        for key in ("revenue", "cost", "gross_margin")
    }

    compared = 0
    for revenue, cost, margin in zip(*(each["items"] for each in series.values()), strict=True):
        if revenue["value"] is None or cost["value"] is None:
            assert margin["value"] is None
            continue
        share = (revenue["value"] - cost["value"]) / revenue["value"]
        assert margin["value"] == pytest.approx(share * 100, abs=1e-4)
        compared += 1
    assert compared >= 8
    assert series["gross_margin"]["forecast"]["estimate"] is True


async def test_measurements_move_goals_however_many_levels_up(ceo: AsyncClient) -> None:
    tracking = [k for k in await everything(ceo, "/key-results") if k["kpi_id"]]
    lines = await everything(ceo, "/journal?action=measurement.created")

    assert len(tracking) >= 10
    assert {k["metric"]["kind"] for k in tracking} == {
        "increase",
        "decrease",
        "maintain_above",
        "maintain_below",
        "maintain_between",
    }
    assert max(len(line["moved"]) for line in lines) >= 5


async def test_one_guard_is_red_and_its_goals_show_it(ceo: AsyncClient) -> None:
    goals = await everything(ceo, "/objectives?state=agreed")
    guards = [(g["name"].split(" ")[0], g["status"]) for o in goals for g in o["guards"]]

    assert {name for name, status in guards if status == "red"} == {"人均每周加班"}
    assert Counter(status for _, status in guards)["green"] >= 3


async def test_some_sheets_are_complete_and_others_say_what_is_missing(
    ceo: AsyncClient, year: str
) -> None:
    me = (await ceo.get("/sheet", params={"cycle_id": year})).json()
    assert (me["complete"], me["findings"]) == (True, [])
    assert [len(me["objectives"]), len(me["kpis"])] == [3, 3]

    sheets = await everything(ceo, f"/sheets?cycle_id={year}")
    whole = [s for s in sheets if (s["complete"], s["findings"]) == (True, [])]
    assert len([s for s in whole if s["objective_count"] == s["kpi_count"] == 3]) >= 13
    codes: set[str] = set()
    for cycle in await everything(ceo, "/cycles"):
        for each in await everything(ceo, f"/sheets?cycle_id={cycle['id']}&complete=false"):
            codes |= set(each["findings"])
    assert codes == {
        "no_objective",
        "none_agreed",
        "too_few_key_results",
        "no_kpi",
        "kpi_without_target",
    }


async def test_what_is_closed_was_scored_confirmed_overridden_or_neither(ceo: AsyncClient) -> None:
    kinds: set[tuple[str, str]] = set()
    for objective in await everything(ceo, "/objectives?state=closed&include=key_results"):
        for path in [
            f"/objectives/{objective['id']}",
            *(f"/key-results/{each['id']}" for each in objective["key_results"]),
        ]:
            score = (await ceo.get(f"{path}/score")).json()
            said = "confirmed" if score["confirmed"] else "proposed"
            if score["score"] != score["proposed"]:
                assert score["reason"]
                said = "overridden"
            kinds.add((path.split("/")[1], said))
            if path.startswith("/objectives"):
                kinds.add((objective["type"], said))

    every = {"proposed", "confirmed", "overridden"}
    assert kinds >= {("objectives", said) for said in every}
    assert kinds >= {("key-results", said) for said in every}
    assert kinds >= {("committed", said) for said in every}
    assert {kind for kind, said in kinds if said != "proposed"} >= {"aspirational", "learning"}


async def test_evaluations_are_seen_by_those_whom_they_concern(
    ceo: AsyncClient, seen_by: Callable[[str, str], Any]
) -> None:
    found = await everything(ceo, "/evaluations")

    assert Counter(e["state"] for e in found).keys() >= {"draft", "acknowledged"}
    assert {e["owner"]["kind"] for e in found} == {"organization", "team", "member"}
    assert all(e["assessment"] and e["rating"] for e in found)
    assert any(e["comment"] for e in found)
    mine = await seen_by("li.na", "/evaluations")
    names = {e["owner"]["name"] for e in mine}
    assert "李娜 Li Na" in names
    assert "王强 Wang Qiang" not in names
    assert await seen_by("sun.yue", "/evaluations") == []  # hers are drafts
    assert await seen_by("emma.roth", "/evaluations") == []
