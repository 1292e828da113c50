"""KPIs: what is watched, what it is judged by, and what stands on it."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from app.db.engine import Database
from app.tables import Cycle, KpiPart
from tests import make, watched
from tests.people import Person, client_of, today
from tests.watched import body, made, measure

ANY = {"If-Match": "*"}
THIS = today().replace(day=1)


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
    assert (kpi["unit"], kpi["weight"], kpi["version"]) == ("k€", 2, 1)
    assert kpi["owner"] == ann.owner | {"name": "Ann"}
    assert (kpi["visibility"], kpi["formula"], kpi["guards"]) == ("organization", None, [])
    assert (await client.get(f"/kpis/{kpi['id']}")).json() == kpi
    [listed] = (await client.get("/kpis")).json()["items"]
    assert listed == kpi


async def test_steps_are_read_as_they_were_sent(client: AsyncClient, ann: Person) -> None:
    steps = [{"from": 90, "attainment": 1}, {"from": 80.5, "attainment": 0.5}]

    kpi = await made(client, ann, scoring="steps", steps=steps, target=None)

    assert kpi["steps"] == steps


async def test_keys_are_made_of_names_and_nobody_has_the_same(
    client: AsyncClient, ann: Person
) -> None:
    keys = [(await made(client, ann))["key"] for _ in range(3)]
    chinese = await made(client, ann, name="营业收入")

    assert keys == ["revenue", "revenue_2", "revenue_3"]
    assert chinese["key"] == f"kpi_{chinese['id'].replace('-', '')[-12:]}"
    taken = await client.post("/kpis", json=body(ann, key="revenue_2"))
    assert (taken.status_code, taken.json()["code"]) == (409, "kpi_key_taken")
    for unfit in ("Revenue", "min", "1st", "a-b"):
        refused = await client.post("/kpis", json=body(ann, key=unfit))
        assert errors(refused) == [("/key", "kpi_key_unfit")]
    long = await client.post("/kpis", json=body(ann, key="k" * 33))
    assert errors(long) == [("/key", "too_long")]


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"aggregate": None}, ("/aggregate", "kpi_aggregate_required")),
        ({"formula": "revenue / 2"}, ("/aggregate", "kpi_aggregate_unfit")),
        ({"direction": "lower"}, ("/baseline", "kpi_member_required")),
        ({"baseline": 100}, ("/target", "kpi_target_reversed")),
        ({"scoring": "ratio", "target": 0}, ("/target", "kpi_target_not_positive")),
        ({"direction": "range", "lower": 1, "upper": 2}, ("/target", "kpi_member_unfit")),
        ({"warning": 2}, ("/warning", "kpi_warning_unfit")),
        ({"active_until": "2019-12-31"}, ("/active_until", "kpi_span_reversed")),
        ({"formula": "nothing * 2", "aggregate": None}, ("/formula", "formula_part_unknown")),
        ({"formula": "__import__('os')", "aggregate": None}, ("/formula", "formula_unreadable")),
        ({"owner": {"kind": "organization"}, "visibility": "team"}, None),
        ({"weight": 0}, ("/weight", "too_small")),
        ({"owner": {"kind": "team"}}, ("/owner/id", "owner_contradiction")),
        ({"guards": ["0199c0de-7a11-7000-8000-000000000021"]}, ("/guards/0", "unknown_id")),
    ],
)
async def test_what_contradicts_itself_is_refused(
    client: AsyncClient, ann: Person, more: dict[str, Any], wrong: tuple[str, str] | None
) -> None:
    answer = await client.post("/kpis", json=body(ann, **more))

    if wrong is None:
        assert (answer.status_code, answer.json()["code"]) == (403, "role_too_low")
    else:
        assert errors(answer) == [wrong]
    assert (await client.get("/kpis")).json()["items"] == []


async def test_the_organization_is_no_team(boss: AsyncClient, olga: Person) -> None:
    ours = await boss.post("/kpis", json=body(olga, owner=make.ours(olga), visibility="team"))

    assert errors(ours) == [("/visibility", "visibility_unfit")]


async def test_filters_and_orders(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person, olga: Person
) -> None:
    team = await make.team(database, ann, ann)
    teams = {"owner": {"kind": "team", "id": str(team.id)}, "frequency": "weekly"}
    mine = await made(client, ann, name="Alpha", definition="What we sold.")
    led = await made(client, ann, name="Beta", **teams)
    ours = await made(boss, olga, name="gamma", owner=make.ours(olga), direction="range", lower=1,
                      upper=2, target=None)  # fmt: skip
    double = await made(boss, olga, name="Double", formula="alpha * 2", aggregate=None)

    async def names(query: str) -> list[str]:
        answer = await client.get(f"/kpis?sort=name&{query}")
        assert answer.status_code == 200, answer.text
        return [item["name"] for item in answer.json()["items"]]

    assert await names("") == ["Alpha", "Beta", "Double", "gamma"]
    assert await names(f"owner_id={ann.id}") == ["Alpha"]
    assert await names(f"owner_id={ann.org_id}&owner_id={team.id}") == ["Beta", "gamma"]
    assert await names(f"team_id={team.id}") == ["Beta"]
    assert await names("frequency=weekly&direction=higher") == ["Beta"]
    assert await names("direction=range&scoring=veto") == ["gamma"]
    assert await names("formula=true") == ["Double"]
    assert await names("formula=false&owner_id=" + str(olga.id)) == []
    assert await names("key=alpha&key=beta") == ["Alpha", "Beta"]
    assert await names("q=sold") == ["Alpha"]
    assert await names("q=doub") == ["Double"]
    assert await names("updated_since=" + double["updated_at"]) == ["Double"]
    assert len({each["id"] for each in (mine, led, ours, double)}) == 4
    counted = (await client.get("/kpis?limit=1&include=total")).json()
    assert (len(counted["items"]), counted["total"]) == (1, 4)
    assert (await client.get("/kpis?state=red")).status_code == 422


async def test_a_change_needs_the_version_and_keeps_what_it_does_not_name(
    client: AsyncClient, ann: Person
) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}"

    assert (await client.patch(url, json={"name": "Sales"})).status_code == 428
    stale = await client.patch(url, json={"name": "Sales"}, headers={"If-Match": '"2"'})
    assert stale.status_code == 412
    answer = await client.patch(url, json={"name": "Sales"}, headers={"If-Match": '"1"'})

    changed = answer.json()
    assert changed == kpi | {"name": "Sales", "version": 2, "updated_at": changed["updated_at"]}
    same = await client.patch(url, json={"name": "Sales"}, headers=ANY)
    assert same.json() == changed


async def test_what_was_measured_keeps_its_meaning(client: AsyncClient, ann: Person) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}"
    free = {"key": "sales", "direction": "lower", "baseline": 200, "frequency": "quarterly"}
    assert (await client.patch(url, json=free, headers=ANY)).status_code == 200
    back = {"direction": "higher", "baseline": None, "frequency": "monthly"}
    assert (await client.patch(url, json=back, headers=ANY)).status_code == 200

    await measure(client, kpi, THIS, 1)

    for change in (
        {"key": "other"},
        {"direction": "lower", "baseline": 200},
        {"frequency": "weekly"},
        {"formula": "sales * 2", "aggregate": None},
    ):
        refused = await client.patch(url, json=change, headers=ANY)
        assert (refused.status_code, refused.json()["code"]) == (409, "kpi_fixed"), change
    same = {"key": "sales", "direction": "higher", "frequency": "monthly", "name": "More"}
    assert (await client.patch(url, json=same, headers=ANY)).status_code == 200


async def test_the_span_contains_what_was_measured(client: AsyncClient, ann: Person) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}"
    await measure(client, kpi, "2024-03-01", 1)
    await measure(client, kpi, "2025-03-01", 1)

    for change in ({"active_from": "2024-03-02"}, {"active_until": "2025-02-28"}):
        refused = await client.patch(url, json=change, headers=ANY)
        assert (refused.status_code, refused.json()["code"]) == (409, "kpi_span_measured")
    tight = {"active_from": "2024-03-01", "active_until": "2025-03-01"}
    assert (await client.patch(url, json=tight, headers=ANY)).status_code == 200


async def test_a_key_that_a_formula_names_is_fixed(client: AsyncClient, ann: Person) -> None:
    kpi = await made(client, ann)
    await made(client, ann, name="Double", formula="revenue * 2", aggregate=None)

    refused = await client.patch(f"/kpis/{kpi['id']}", json={"key": "sales"}, headers=ANY)
    gone = await client.delete(f"/kpis/{kpi['id']}", headers=ANY)

    assert (refused.status_code, refused.json()["code"]) == (409, "kpi_fixed")
    assert (gone.status_code, gone.json()["code"]) == (409, "in_use")
    assert [each["kind"] for each in gone.json()["blocked_by"]] == ["kpi"]


async def test_what_is_measured_named_or_tracked_is_not_deleted(
    app: FastAPI, client: AsyncClient, database: Database, ann: Person, bob: Person, year: Cycle
) -> None:
    kpi, free = await made(client, ann), await made(client, ann)
    url = f"/kpis/{kpi['id']}"
    hidden = await make.objective(database, bob, year, visibility="private")
    await make.key_result(database, hidden, kpi_id=kpi["id"])
    secret = await watched.kpi(
        database, bob, visibility="private", aggregate=None, formula="revenue"
    )
    part = KpiPart(org_id=ann.org_id, kpi_id=secret.id, part_id=kpi["id"])
    await make.keep(database, ann.org_id, part)
    await measure(client, kpi, THIS, 1)

    refused = await client.delete(url, headers=ANY)

    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    blocked = refused.json()["blocked_by"]
    assert sorted(each["kind"] for each in blocked) == ["hidden", "hidden", "measurement"]
    assert str(secret.id) not in refused.text
    assert (await client.delete(f"/kpis/{free['id']}", headers=ANY)).status_code == 204
    assert (await client.get(f"/kpis/{free['id']}")).status_code == 404


async def test_who_may_not_see_a_kpi_finds_none(
    app: FastAPI, client: AsyncClient, boss: AsyncClient, ann: Person, bob: Person
) -> None:
    kpi = await made(client, ann, visibility="private")
    url = f"/kpis/{kpi['id']}"

    async with client_of(app, bob) as bobs:
        new = {"period_on": str(THIS), "value": 1}
        asked = [
            await bobs.get(url),
            await bobs.get(f"{url}/measurements"),
            await bobs.get(f"{url}/targets"),
            await bobs.patch(url, json={"name": "x"}, headers=ANY),
            await bobs.put(f"{url}/targets", json={"items": []}, headers=ANY),
            await bobs.delete(url, headers=ANY),
            await bobs.post(f"{url}/measurements", json=new),
        ]
        listed = await bobs.get("/kpis?include=total")
        formula = await bobs.post("/kpis", json=body(bob, formula="revenue", aggregate=None))
        imported = await bobs.post(
            "/measurement-imports", json={"items": [new | {"kpi_id": kpi["id"]}]}
        )
    assert {answer.status_code for answer in asked} == {404}
    assert (listed.json()["items"], listed.json()["total"]) == ([], 0)
    assert errors(formula) == [("/formula", "formula_part_unknown")]
    assert errors(imported) == [("/items/0/kpi_id", "unknown_id")]
    assert (await boss.get(url)).status_code == 200


async def test_a_team_s_kpi_is_seen_by_the_team(
    app: FastAPI, client: AsyncClient, database: Database, ann: Person, bob: Person, vic: Person
) -> None:
    team = await make.team(database, ann, bob)
    owner = {"kind": "team", "id": str(team.id)}
    kpi = await made(client, ann, owner=owner, visibility="team")

    async with client_of(app, bob) as bobs, client_of(app, vic) as vics:
        seen = await bobs.get(f"/kpis/{kpi['id']}")
        unseen = await vics.get(f"/kpis/{kpi['id']}")

    assert (seen.status_code, unseen.status_code) == (200, 404)


async def test_guards_are_those_that_one_sees(
    app: FastAPI, client: AsyncClient, boss: AsyncClient, database: Database,
    ann: Person, bob: Person, year: Cycle,
) -> None:  # fmt: skip
    mine = await make.objective(database, ann, year)
    secret = await make.objective(database, bob, year, visibility="private")
    over = await make.objective(database, ann, year, state="dropped")
    kpi = await made(client, ann, guards=[str(mine.id)])
    url = f"/kpis/{kpi['id']}"
    assert kpi["guards"] == [str(mine.id)]

    unseen = await client.patch(url, json={"guards": [str(secret.id)]}, headers=ANY)
    both = [str(mine.id), str(secret.id)]
    by_boss = await boss.patch(url, json={"guards": both}, headers=ANY)
    by_ann = await client.patch(url, json={"guards": []}, headers=ANY)

    assert errors(unseen) == [("/guards/0", "unknown_id")]
    assert by_boss.json()["guards"] == sorted(both)
    assert by_ann.json()["guards"] == []
    assert (await boss.get(url)).json()["guards"] == [str(secret.id)]
    ended = await client.patch(url, json={"guards": [str(over.id)]}, headers=ANY)
    assert (ended.status_code, ended.json()["code"]) == (409, "objective_over")
    twice = await client.patch(url, json={"guards": [str(mine.id)] * 2}, headers=ANY)
    assert errors(twice) == [("/guards", "named_twice")]


async def test_targets_of_periods_are_replaced_whole(
    client: AsyncClient, boss: AsyncClient, ann: Person
) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}/targets"
    await measure(client, kpi, THIS, 90)
    wanted = [{"period_on": "2026-12-01", "target": 300}, {"period_on": str(THIS), "target": 80}]

    put = await client.put(url, json={"items": wanted}, headers={"If-Match": '"1"'})

    assert put.status_code == 200
    by_period = sorted(wanted, key=lambda each: str(each["period_on"]))
    assert put.json() == {"items": by_period}
    read = await client.get(url)
    assert (read.json(), read.headers["etag"]) == (put.json(), put.headers["etag"])
    assert read.headers["etag"].startswith('"2-')
    [measured] = (await client.get(f"/kpis/{kpi['id']}/measurements")).json()["items"]
    assert (measured["target"], measured["attainment"], measured["status"]) == (80, 1.125, "green")
    assert (
        await client.put(url, json={"items": []}, headers={"If-Match": '"1"'})
    ).status_code == 412
    same = await client.put(url, json={"items": wanted}, headers=ANY)
    assert same.headers["etag"] == put.headers["etag"]
    line = (await boss.get("/journal?action=kpi.retargeted")).json()["items"]
    assert [each["before"] for each in line] == [{"targets": []}]
    assert line[0]["after"] == {"targets": by_period}


async def test_wrong_targets_are_told_row_by_row(client: AsyncClient, ann: Person) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}/targets"
    rows = [
        {"period_on": "2026-01-02", "target": 1},
        {"period_on": "2026-02-01", "target": -1},
        {"period_on": "2026-03-01", "target": 1},
        {"period_on": "2026-03-01", "target": 2},
    ]

    refused = await client.put(url, json={"items": rows}, headers=ANY)

    assert errors(refused) == [
        ("/items/0/period_on", "no_period_begins"),
        ("/items/1/target", "kpi_target_reversed"),
        ("/items/3/period_on", "row_repeated"),
    ]
    assert (await client.get(url)).json() == {"items": []}


async def test_thresholds_change_only_as_targets_of_periods_allow(
    client: AsyncClient, ann: Person
) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}"
    row = {"period_on": "2026-03-01", "target": 50}
    await client.put(f"{url}/targets", json={"items": [row]}, headers=ANY)

    refused = await client.patch(url, json={"baseline": 60}, headers=ANY)
    finer = await client.patch(url, json={"frequency": "weekly"}, headers=ANY)

    assert errors(refused) == [("/scoring", "kpi_target_reversed")]
    assert (finer.status_code, finer.json()["code"]) == (409, "kpi_fixed")


async def test_loops_are_refused_with_the_path_as_one_may_see_it(
    app: FastAPI, client: AsyncClient, boss: AsyncClient, olga: Person, ann: Person, bob: Person
) -> None:
    one = await made(client, ann, name="One")
    two = await made(client, ann, name="Two", formula="one * 2", aggregate=None)
    by_two = {"formula": "two / 2", "aggregate": None}

    itself = await client.patch(f"/kpis/{two['id']}", json={"formula": "two + 1"}, headers=ANY)
    loop = await client.patch(f"/kpis/{one['id']}", json=by_two, headers=ANY)

    assert (loop.status_code, loop.json()["code"]) == (409, "formula_loop")
    ids = [one["id"], two["id"], one["id"]]
    assert loop.json()["path"] == [{"kind": "kpi", "id": id} for id in ids]
    assert [each["id"] for each in itself.json()["path"]] == [two["id"]] * 2
    assert (await client.get(f"/kpis/{one['id']}")).json()["formula"] is None

    secret = await made(boss, olga, name="Secret", formula="one", aggregate=None,
                        visibility="private")  # fmt: skip
    open_one = await made(boss, olga, name="Open", formula="secret", aggregate=None)
    hidden = await client.patch(
        f"/kpis/{one['id']}", json={"formula": "open + 1", "aggregate": None}, headers=ANY
    )
    path = hidden.json()["path"]
    kinds = [each["kind"] for each in path]
    assert (path[1]["id"], kinds) == (open_one["id"], ["kpi", "kpi", "hidden", "kpi"])
    assert secret["id"] not in hidden.text


async def test_a_formula_is_measured_as_often_as_its_parts_or_less(
    client: AsyncClient, ann: Person
) -> None:
    await made(client, ann, frequency="quarterly")

    finer = await client.post("/kpis", json=body(ann, formula="revenue", aggregate=None))
    coarser = await client.post(
        "/kpis", json=body(ann, formula="revenue", aggregate=None, frequency="yearly")
    )

    assert errors(finer) == [("/formula", "formula_frequency")]
    assert coarser.status_code == 201


async def test_a_kpi_gets_another_owner(
    client: AsyncClient, boss: AsyncClient, ann: Person, bob: Person, vic: Person
) -> None:
    kpi = await made(client, ann)
    url = f"/kpis/{kpi['id']}"

    given = await client.patch(url, json={"owner": bob.owner}, headers=ANY)
    lost = await client.patch(url, json={"name": "x"}, headers=ANY)
    viewer = await boss.patch(url, json={"owner": vic.owner}, headers=ANY)

    assert given.json()["owner"]["name"] == "Bob"
    assert (lost.status_code, lost.json()["code"]) == (403, "not_the_owner")
    assert errors(viewer) == [("/owner/id", "owner_unfit")]
    [line, *_] = (await boss.get("/journal?action=kpi.updated")).json()["items"]
    assert line["before"]["owner"] == {"kind": "member", "id": str(ann.id)}


async def test_a_key_makes_creation_happen_once(client: AsyncClient, ann: Person) -> None:
    headers = {"Idempotency-Key": "k"}

    first = await client.post("/kpis", json=body(ann), headers=headers)
    again = await client.post("/kpis", json=body(ann), headers=headers)

    assert (first.json(), again.headers["idempotent-replayed"]) == (again.json(), "true")
    assert len((await client.get("/kpis")).json()["items"]) == 1
