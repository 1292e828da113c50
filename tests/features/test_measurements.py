"""Measurements: values of periods, revised by later ones, one at a time or many at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from app.db.engine import Database
from tests import watched
from tests.people import Person, client_of, today
from tests.watched import made, measure

THIS = today().replace(day=1)
NEXT = (THIS + timedelta(days=32)).replace(day=1)
URL = "/measurement-imports"


def errors(refused: Response) -> list[tuple[str, str]]:
    assert refused.status_code == 422, refused.text
    return [(error["pointer"], error["code"]) for error in refused.json()["errors"]]


async def test_a_measurement_is_judged_and_the_next_replaces_it(
    client: AsyncClient, boss: AsyncClient, ann: Person
) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}/measurements"

    first = await client.post(url, json={"period_on": str(THIS), "value": 80, "note": "Early."})
    again = await client.post(url, json={"period_on": str(THIS), "value": 80.0})
    second = await client.post(url, json={"period_on": str(THIS), "value": 95})
    back = await client.post(url, json={"period_on": str(THIS), "value": 80})

    made_of = [answer.status_code for answer in (first, again, second, back)]
    assert made_of == [201, 200, 201, 201]
    one, two, three = first.json(), second.json(), back.json()
    assert (one["attainment"], one["status"], one["affected"]) == (0.8, "red", [])
    assert (one["note"], one["author"]["name"], one["replaces_id"]) == ("Early.", "Ann", None)
    assert again.json() == one
    assert (two["status"], two["replaces_id"], three["replaces_id"]) == (
        "yellow", one["id"], two["id"],
    )  # fmt: skip
    listed = (await client.get(url)).json()["items"]
    assert [(m["value"], m["standing"]) for m in listed] == [(80, True), (95, False), (80, False)]
    assert [m["attainment"] for m in listed] == [0.8, 0.95, 0.8]
    lines = (await boss.get("/journal?action=measurement.created")).json()["items"]
    assert [line["subject"]["id"] for line in lines] == [m["id"] for m in listed]
    assert lines[-1]["after"]["value"] == 80


async def test_the_list_is_by_period_then_by_writing_and_filtered(
    client: AsyncClient, ann: Person
) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}/measurements"
    for month, value in (("02", 1), ("01", 2), ("02", 3), ("03", 4)):
        await measure(client, kpi, f"2026-{month}-01", value)

    async def values(query: str = "") -> list[float]:
        answer = await client.get(f"{url}?{query}")
        assert answer.status_code == 200, answer.text
        return [item["value"] for item in answer.json()["items"]]

    assert await values() == [4, 3, 1, 2]
    assert await values("standing=true") == [4, 3, 2]
    assert await values("period_on=2026-02-01&period_on=2026-01-01&sort=created_at") == [1, 2, 3]
    assert await values(f"author_id={ann.id}") == [4, 3, 1, 2]
    first = (await client.get(f"{url}?limit=2&include=total")).json()
    rest = await values(f"limit=2&cursor={first['next_cursor']}")
    assert ([m["value"] for m in first["items"]], rest, first["total"]) == ([4, 3], [1, 2], 4)
    tag = (await client.get(url)).headers["etag"]
    assert (await client.get(url, headers={"If-None-Match": tag})).status_code == 304


@pytest.mark.parametrize(
    ("period_on", "code"),
    [
        ("2026-01-02", "no_period_begins"),
        (str(NEXT), "period_to_come"),
        ("2019-12-01", "period_outside_span"),
    ],
)
async def test_only_periods_that_have_begun_in_the_span_are_measured(
    client: AsyncClient, ann: Person, period_on: str, code: str
) -> None:
    kpi = await made(client, ann)

    refused = await client.post(
        f"/kpis/{kpi['id']}/measurements", json={"period_on": period_on, "value": 1}
    )

    assert errors(refused) == [("/period_on", code)]
    if code == "no_period_begins":
        assert "2026-01-01" in refused.json()["errors"][0]["detail"]


async def test_the_running_period_is_measured_on_its_first_day(
    client: AsyncClient, database: Database, ann: Person
) -> None:
    weekly = await made(client, ann, frequency="weekly", active_from=str(today()))
    monday = today() - timedelta(days=today().weekday())
    monday = monday if monday == today() else monday + timedelta(days=7)
    expected = 201 if monday == today() else 422

    answer = await client.post(
        f"/kpis/{weekly['id']}/measurements", json={"period_on": str(monday), "value": 1}
    )

    assert answer.status_code == expected


async def test_a_ratio_takes_no_negative_value(client: AsyncClient, ann: Person) -> None:
    kpi = await made(client, ann, scoring="ratio")

    refused = await client.post(
        f"/kpis/{kpi['id']}/measurements", json={"period_on": str(THIS), "value": -1}
    )

    assert errors(refused) == [("/value", "kpi_value_negative")]


async def test_a_formula_is_not_measured(client: AsyncClient, ann: Person) -> None:
    await made(client, ann)
    formula = await made(client, ann, name="Double", formula="revenue * 2", aggregate=None)
    new = {"period_on": str(THIS), "value": 1}

    refused = await client.post(f"/kpis/{formula['id']}/measurements", json=new)
    imported = await client.post(URL, json={"items": [new | {"kpi_id": formula["id"]}]})

    assert (refused.status_code, refused.json()["code"]) == (409, "kpi_is_formula")
    assert errors(imported) == [("/items/0/kpi_id", "kpi_is_formula")]
    assert (await client.get(f"/kpis/{formula['id']}/measurements")).json()["items"] == []


async def test_who_may_not_change_a_kpi_does_not_measure_it(
    app: FastAPI, client: AsyncClient, ann: Person, bob: Person
) -> None:
    kpi = await made(client, ann)
    new = {"period_on": str(THIS), "value": 1}

    async with client_of(app, bob) as bobs:
        alone = await bobs.post(f"/kpis/{kpi['id']}/measurements", json=new)
        among = await bobs.post(URL, json={"items": [new | {"kpi_id": kpi["id"]}]})

    for refused in (alone, among):
        assert (refused.status_code, refused.json()["code"]) == (403, "not_the_owner")


async def test_many_values_are_written_at_once_and_told_in_their_order(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person
) -> None:
    one, two = await made(client, ann), await made(client, ann, frequency="quarterly")
    stood = await measure(client, one, "2026-01-01", 50)
    rows: list[dict[str, Any]] = [
        {"kpi_id": two["id"], "period_on": "2026-01-01", "value": 120},
        {"kpi_id": one["id"], "period_on": "2026-02-01", "value": 95, "note": "So."},
        {"kpi_id": one["id"], "period_on": "2026-01-01", "value": 50},
        {"kpi_id": one["id"], "period_on": "2026-03-01", "value": 100},
    ]

    answer = await client.post(URL, json={"items": rows})

    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["measurement_count"] == 3
    assert [(m["kpi_id"], m["period_on"], m["value"]) for m in told["items"]] == [
        (row["kpi_id"], row["period_on"], row["value"]) for row in rows
    ]
    assert [m["status"] for m in told["items"]] == ["green", "yellow", "red", "green"]
    assert told["items"][2]["id"] == stood["id"]
    figures = await watched.figures(database, ann, one["id"])
    assert [(on.month, int(row.value)) for on, row in sorted(figures.items())] == [
        (1, 50), (2, 95), (3, 100),
    ]  # fmt: skip
    lines = (await boss.get("/journal?action=measurement.created")).json()["items"]
    assert len(lines) == 4
    again = await client.post(URL, json={"items": rows})
    assert again.json()["measurement_count"] == 0
    assert [m["id"] for m in again.json()["items"]] == [m["id"] for m in told["items"]]


async def test_nothing_is_written_where_a_row_is_wrong(
    app: FastAPI, client: AsyncClient, ann: Person, bob: Person, zoe: Person, database: Database
) -> None:
    kpi = await made(client, ann)
    theirs = await watched.kpi(database, zoe)
    row = {"kpi_id": kpi["id"], "period_on": "2026-01-01", "value": 1}
    rows = [
        row,
        row | {"value": 2},
        row | {"period_on": "2026-01-15"},
        row | {"kpi_id": str(theirs.id)},
        row | {"period_on": str(NEXT)},
    ]

    refused = await client.post(URL, json={"items": rows})

    assert errors(refused) == [
        ("/items/1/period_on", "row_repeated"),
        ("/items/2/period_on", "no_period_begins"),
        ("/items/3/kpi_id", "unknown_id"),
        ("/items/4/period_on", "period_to_come"),
    ]
    assert "same period of the same KPI" in refused.json()["errors"][0]["detail"]
    assert (await client.get(f"/kpis/{kpi['id']}/measurements")).json()["items"] == []
    malformed = await client.post(URL, json={"items": [row | {"value": "1"}, row | {"kpi_id": 1}]})
    assert errors(malformed) == [
        ("/items/0/value", "not_a_number"),
        ("/items/1/kpi_id", "not_an_id"),
    ]


async def test_an_import_has_at_most_500_rows_and_takes_them(
    client: AsyncClient, ann: Person
) -> None:
    kpi = await made(client, ann, frequency="weekly", active_from="2010-01-01")
    monday = date(2012, 1, 2)
    rows = [
        {"kpi_id": kpi["id"], "period_on": str(monday + n * timedelta(days=7)), "value": n}
        for n in range(501)
    ]

    too_many = await client.post(URL, json={"items": rows})
    answer = await client.post(URL, json={"items": rows[:500]})

    assert errors(too_many) == [("/items", "too_many_items")]
    assert answer.json()["measurement_count"] == 500


async def test_a_repeated_request_measures_once(client: AsyncClient, ann: Person) -> None:
    kpi = await made(client, ann)
    url, new = f"/kpis/{kpi['id']}/measurements", {"period_on": str(THIS), "value": 1}

    first = await client.post(url, json=new, headers={"Idempotency-Key": "k"})
    await measure(client, kpi, THIS, 2)
    again = await client.post(url, json=new, headers={"Idempotency-Key": "k"})

    assert (again.status_code, again.json()) == (201, first.json())
    assert len((await client.get(url)).json()["items"]) == 2
