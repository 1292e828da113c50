"""KPIs: what is watched, what it is judged by, and what stands on it."""

from typing import Any

from httpx2 import AsyncClient, Response

from tests.people import Person, today

ANY = {"If-Match": "*"}
THIS = today().replace(day=1)


def body(owner: Person, **more: Any) -> dict[str, Any]:
    plain = {
        "name": "Revenue",
        "direction": "higher",
        "frequency": "monthly",
        "aggregate": "sum",
        "owner": owner.owner,
        "active_from": "2020-01-01",
        "target": 100,
    }
    return {name: value for name, value in (plain | more).items() if value is not ...}


async def made(client: AsyncClient, owner: Person, **more: Any) -> dict[str, Any]:
    answer = await client.post("/kpis", json=body(owner, **more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def errors(refused: Response) -> list[tuple[str, str]]:
    assert refused.status_code == 422, refused.text
    return [(error["pointer"], error["code"]) for error in refused.json()["errors"]]


async def test_a_kpi_is_read_as_it_was_written_with_what_nobody_said(
    client: AsyncClient, ann: Person
) -> None:
    answer = await client.post("/kpis", json=body(ann, unit="k€", weight=2))

    kpi = answer.json()
    assert answer.headers["location"].endswith(f"/kpis/{kpi['id']}")
    assert (kpi["key"], kpi["scoring"], kpi["warning"]) == ("revenue", "linear", 0.9)
    assert kpi["owner"] == ann.owner | {"name": "Ann"}
    assert (kpi["visibility"], kpi["formula"], kpi["guards"]) == ("organization", None, [])
    assert (await client.get(f"/kpis/{kpi['id']}")).json() == kpi


async def test_a_measurement_is_judged_and_the_next_replaces_it(
    client: AsyncClient, ann: Person
) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}/measurements"

    first = await client.post(url, json={"period_on": str(THIS), "value": 80})
    again = await client.post(url, json={"period_on": str(THIS), "value": 80.0, "note": "?"})
    second = await client.post(url, json={"period_on": str(THIS), "value": 95})

    assert (first.status_code, again.status_code, second.status_code) == (201, 200, 201)
    assert first.json()["affected"] == []
    assert (first.json()["attainment"], first.json()["status"]) == (0.8, "red")
    assert again.json() == first.json()
    assert (second.json()["status"], second.json()["replaces_id"]) == ("yellow", first.json()["id"])
    listed = (await client.get(url)).json()["items"]
    assert [(m["value"], m["standing"]) for m in listed] == [(95, True), (80, False)]
    assert [m["attainment"] for m in listed] == [0.95, 0.8]
