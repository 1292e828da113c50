"""A year is planned with its quarters and months."""

from typing import Any

import pytest
from httpx2 import AsyncClient

YEAR = {"name": "2026 年度", "kind": "year", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
CADENCE = {"check_in": "weekly", "review": "monthly", "retrospective": "quarterly"}


async def inside(boss: AsyncClient, cycle: dict[str, Any]) -> list[dict[str, Any]]:
    listed = await boss.get("/cycles", params={"parent_id": cycle["id"]})
    items: list[dict[str, Any]] = listed.json()["items"]
    return sorted(items, key=lambda each: str(each["starts_on"]))


async def test_a_year_comes_with_its_quarters_and_their_months(boss: AsyncClient) -> None:
    wanted = YEAR | {"cadence": CADENCE, "generate": ["quarter", "month"]}

    made = await boss.post("/cycles", json=wanted)

    year = made.json()
    assert (made.status_code, year["name"], year["kind"]) == (201, "2026 年度", "year")
    assert made.headers["location"].endswith(year["id"])
    quarters = await inside(boss, year)
    assert [q["name"] for q in quarters] == ["2026 Q1", "2026 Q2", "2026 Q3", "2026 Q4"]
    assert [(q["starts_on"], q["ends_on"]) for q in quarters[:2]] == [
        ("2026-01-01", "2026-03-31"),
        ("2026-04-01", "2026-06-30"),
    ]
    assert all((q["cadence"], q["state"], q["version"]) == (CADENCE, "draft", 1) for q in quarters)
    months = await inside(boss, quarters[1])
    assert [(m["name"], m["kind"]) for m in months] == [
        ("2026-04", "month"),
        ("2026-05", "month"),
        ("2026-06", "month"),
    ]
    lines = (await boss.get("/journal?action=cycle.created")).json()["items"]
    assert len(lines) == 17
    assert lines[0]["request_id"] == lines[-1]["request_id"]
    assert lines[-1]["subject"]["id"] == year["id"]


async def test_a_fiscal_year_has_months_of_its_own(boss: AsyncClient) -> None:
    fiscal = YEAR | {"starts_on": "2026-04-15", "ends_on": "2027-04-14", "generate": ["month"]}

    made = await boss.post("/cycles", json=fiscal)

    months = await inside(boss, made.json())
    assert [m["starts_on"] for m in months][::11] == ["2026-04-15", "2027-03-15"]
    assert (len(months), {m["kind"] for m in months}) == (12, {"month"})


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"ends_on": "2026-12-30"}, "generate_unfit", "/generate"),
        ({"kind": "half"}, "generate_unfit", "/generate"),
        ({"generate": ["half"]}, "not_allowed", "/generate/0"),
        ({"generate": ["week"]}, "not_allowed", "/generate/0"),
    ],
)
async def test_what_is_no_year_is_not_divided(
    boss: AsyncClient, change: dict[str, Any], code: str, pointer: str
) -> None:
    refused = await boss.post("/cycles", json=YEAR | {"generate": ["quarter"]} | change)

    [error] = refused.json()["errors"]
    assert (refused.status_code, error["code"], error["pointer"]) == (422, code, pointer)
    assert (await boss.get("/cycles")).json()["items"] == []


async def test_generated_cycles_count_as_levels(boss: AsyncClient) -> None:
    parent = None
    for first, last in ((2020, 2032), (2021, 2031), (2022, 2030)):
        new = {"name": "x", "kind": "custom", "parent_id": parent}
        days = {"starts_on": f"{first}-01-01", "ends_on": f"{last}-12-31"}
        parent = (await boss.post("/cycles", json=new | days)).json()["id"]
    wanted = YEAR | {"parent_id": parent}

    refused = await boss.post("/cycles", json=wanted | {"generate": ["quarter", "month"]})
    flat = await boss.post("/cycles", json=wanted | {"generate": ["quarter", "quarter"]})

    assert refused.json()["errors"][0]["code"] == "too_many_levels"
    assert flat.status_code == 201
