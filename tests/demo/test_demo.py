import json
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app.demo import Demo, OtherSize, Size, load
from app.demo.credentials import FILE
from app.domain.health import Health
from app.domain.metric import MetricKind
from app.domain.rollup import ProgressPolicy
from app.settings import Settings
from tests.people import here


async def everything(client: AsyncClient, path: str) -> list[dict[str, Any]]:
    items, cursor = [], None
    while True:
        more = "&" if "?" in path else "?"
        at = f"&cursor={cursor}" if cursor else ""
        page = (await client.get(f"{path}{more}limit=100{at}")).json()
        items += page["items"]
        if (cursor := page["next_cursor"]) is None:
            return items


async def test_there_is_a_small_company_with_a_year_of_goals(ceo: AsyncClient) -> None:
    members = await everything(ceo, "/members")
    cycles = await everything(ceo, "/cycles")
    objectives = await everything(ceo, "/objectives")
    key_results = await everything(ceo, "/key-results")
    check_ins = await everything(ceo, "/check-ins")

    assert Counter(m["role"] for m in members).keys() == {
        "owner",
        "admin",
        "manager",
        "member",
        "viewer",
    }
    assert len(members) == 180
    assert Counter(m["state"] for m in members).keys() == {"active", "invited", "deactivated"}
    assert Counter(c["kind"] for c in cycles) == {"year": 1, "quarter": 4}
    assert (len(objectives), len(key_results), len(check_ins)) == (86, 275, 2400)


async def test_every_kind_of_thing_is_there_to_be_seen(ceo: AsyncClient) -> None:
    objectives = await everything(ceo, "/objectives")
    key_results = await everything(ceo, "/key-results")
    check_ins = await everything(ceo, "/check-ins")
    edges = await everything(ceo, "/alignments")

    assert {k["metric"]["kind"] for k in key_results} == set(MetricKind)
    assert {o["progress_policy"] for o in objectives} == set(ProgressPolicy)
    assert {o["state"] for o in objectives} == {"draft", "proposed", "agreed", "closed", "dropped"}
    assert {o["outcome"] for o in objectives} >= {"achieved", "missed", "validated"}
    assert {o["owner"]["kind"] for o in objectives} == {"organization", "team", "member"}
    assert {o["visibility"] for o in objectives} == {"organization", "team", "private"}
    assert {k["state"] for k in key_results} == {"active", "dropped"}
    assert {k["health"] for k in key_results} >= {"on_track", "at_risk", "not_started"}
    assert any(k["stale"] for k in key_results)
    assert {e["state"] for e in edges} == {"proposed", "accepted", "declined", "withdrawn"}
    assert {e["relation"] for e in edges} == {"contributes", "supports", "depends_on"}
    assert any(c["replaces_id"] for c in check_ins)
    assert any(c["links"] for c in check_ins)
    shared = Counter(
        e["child"]["id"]
        for e in edges
        if (e["relation"], e["state"]) == ("contributes", "accepted")
    )
    assert max(shared.values()) >= 2


async def test_nobody_has_more_than_the_company_allows_itself(ceo: AsyncClient) -> None:
    policies = (await ceo.get(here(ceo))).json()["policies"]
    assert policies["limits"] == "enforce"
    for cycle in await everything(ceo, "/cycles"):
        sheets = await everything(ceo, f"/sheets?cycle_id={cycle['id']}")
        assert len(sheets) > 100
        found = {code for each in sheets for code in each["findings"]}
        assert not [code for code in found if code.startswith("too_many")], cycle["name"]


async def test_what_is_fed_by_children_has_a_figure(ceo: AsyncClient) -> None:
    fed = [k for k in await everything(ceo, "/key-results") if k["progress_source"] == "children"]

    assert len(fed) == 2
    assert all(k["progress"] is not None for k in fed)


async def test_some_goals_stand_alone_and_the_graph_shows_it(ceo: AsyncClient) -> None:
    [now] = [
        c
        for c in await everything(ceo, "/cycles")
        if c["kind"] == "quarter" and c["state"] == "active"
    ]
    graph = (await ceo.get("/alignment-graph", params={"cycle_id": now["id"]})).json()

    orphans = {
        n["title"]
        for n in graph["nodes"]
        if n["kind"] == "objective" and not n["anchored"] and n["state"] == "agreed"
    }
    assert 1 <= len(orphans) <= 4
    assert any("Packaging without plastic" in title for title in orphans)


async def test_the_journal_tells_of_everything_in_the_order_in_which_it_happened(
    ceo: AsyncClient,
) -> None:
    lines = await everything(ceo, "/journal")

    assert [line["seq"] for line in lines] == list(range(len(lines), 0, -1))
    assert {line["request_id"] for line in lines} == {"demo"}
    assert lines[-1]["action"] == "organization.created"
    moments = [line["created_at"] for line in lines]
    assert moments == sorted(moments, reverse=True)


async def test_the_journal_tells_each_figure_all_the_way_to_where_it_stands(
    ceo: AsyncClient,
) -> None:
    rows = [*await everything(ceo, "/objectives"), *await everything(ceo, "/key-results")]
    stands: dict[str, float | None] = {}
    for line in reversed(await everything(ceo, "/journal")):
        for moved in line["moved"]:
            before = moved["progress_before"]
            assert stands.setdefault(moved["id"], before) == before, line
            stands[moved["id"]] = moved["progress_after"]

    told = {row["id"]: row["progress"] for row in rows if row["id"] in stands}
    assert told == stands


async def test_each_check_in_begins_where_the_one_before_it_left_off(ceo: AsyncClient) -> None:
    last: dict[str, tuple[Any, Any]] = {}
    for check_in in reversed(await everything(ceo, "/check-ins")):
        id, found = check_in["key_result_id"], check_in["progress_before"]
        if check_in["replaces_id"] is None and id in last:
            assert (check_in["previous_value"], found) == last[id]
        if check_in["steps"] is None and check_in["value"] is not None:
            last[id] = (check_in["value"], check_in["progress_after"])
        else:
            last.pop(id, None)


async def test_a_second_time_nothing_is_loaded(with_folder: Settings, demo: Demo) -> None:
    again = await load(with_folder)

    assert again.loaded is False
    assert (again.org, again.email, again.password, again.token) == (
        demo.org,
        demo.email,
        demo.password,
        demo.token,
    )


async def test_who_it_says_to_be_can_sign_in(
    app: FastAPI, with_folder: Settings, demo: Demo
) -> None:
    file = with_folder.data_dir / FILE
    kept = json.loads(file.read_text())

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keys = {kept["email"]: kept["password"], "paul.meyer@warmisle.example": demo.password}
    for login, password in keys.items():  # where the first one's was lost, only theirs is new
        form = {"grant_type": "password", "username": login, "password": password}
        async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
            assert (await client.post("/v1/auth/token", data=form)).status_code == 200


@pytest.mark.parametrize("damage", ["gone", "{}", '{"token": "okr_pat_wrong"}'])
async def test_where_the_credentials_are_lost_others_are_made(
    app: FastAPI, with_folder: Settings, demo: Demo, damage: str, tmp_path: Path
) -> None:
    other = with_folder.model_copy(update={"data_dir": tmp_path})
    if damage != "gone":
        (tmp_path / FILE).write_text(damage)

    renewed = await load(other)

    assert renewed.loaded is False
    assert renewed.token != demo.token
    headers = {"Authorization": f"Bearer {renewed.token}"}
    form = {"grant_type": "password", "username": renewed.email, "password": renewed.password}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test/v1") as client:
        assert (await client.get(f"/orgs/{demo.org}", headers=headers)).status_code == 200
        assert (await client.post("/auth/token", data=form)).status_code == 200


async def test_what_is_off_track_says_why(ceo: AsyncClient) -> None:
    worst = [k for k in await everything(ceo, "/key-results") if k["health"] == Health.off_track]
    reasons = [(await ceo.get(f"/key-results/{k['id']}/check-ins")).json()["items"] for k in worst]

    assert any(c["blockers"] for said in reasons for c in said)


async def test_whoever_is_in_two_organizations_sees_one_at_a_time(
    app: FastAPI, demo: Demo, ceo: AsyncClient
) -> None:
    headers = {"Authorization": f"Bearer {demo.token}"}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test/v1") as client:
        me = (await client.get("/me", headers=headers)).json()
        there = (await client.get("/orgs/northpier/objectives", headers=headers)).json()["items"]

    assert [(m["org"]["slug"], m["role"]) for m in me["memberships"]] == [
        ("warmisle", "owner"),
        ("northpier", "viewer"),
    ]
    here = await everything(ceo, "/objectives")
    assert there
    assert {o["org_id"] for o in there} & {o["org_id"] for o in here} == set()


async def test_a_size_that_is_not_there_is_refused(with_folder: Settings, demo: Demo) -> None:
    with pytest.raises(OtherSize):
        await load(with_folder, Size.large)
