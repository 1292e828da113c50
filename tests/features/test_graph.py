from typing import Any

from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person


async def test_a_cycles_graph_shows_what_is_inside_and_what_it_leads_up_to(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    quarter = await make.cycle(database, ann.org_id, parent_id=year.id, name="Q")
    company = await make.objective(database, ann, year, owner_member_id=None)
    metric = await make.key_result(database, company)
    mine, orphan, dropped = [
        await make.objective(database, ann, quarter, state=s) for s in ("draft", "draft", "dropped")
    ]
    up = await make.alignment(database, mine, metric)
    await make.alignment(database, dropped, metric)

    async def graph(**params: Any) -> tuple[dict[str, Any], list[Any]]:
        answer = await client.get("/alignment-graph", params=params)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        nodes = {node["id"]: node for node in found["nodes"]}
        return nodes, [(e["id"], e["child"]["id"], e["parent"]["id"]) for e in found["edges"]]

    nodes, edges = await graph(cycle_id=str(quarter.id))
    ids = [str(each.id) for each in (mine, orphan, metric, company)]

    assert sorted(nodes) == sorted(ids)
    assert [nodes[id]["outside"] for id in ids] == [False, False, True, True]
    assert [nodes[id]["anchored"] for id in ids] == [True, False, True, True]
    assert nodes[ids[2]]["owner"]["kind"] == "organization"
    assert sorted(edges, key=str) == sorted(
        [(str(up.id), ids[0], ids[2]), (None, ids[2], ids[3])], key=str
    )
    whole, _ = await graph(cycle_id=str(year.id))
    assert not any(node["outside"] for node in whole.values())

    root = {"root_kind": "key_result", "root_id": ids[2]}
    assert set((await graph(**root))[0]) == {ids[0], ids[2], ids[3]}
    assert set((await graph(**root, direction="up"))[0]) == {ids[2], ids[3]}
    assert set((await graph(**root, direction="down"))[0]) == {ids[0], ids[2]}
    assert set((await graph(root_kind="objective", root_id=ids[0], depth=1))[0]) == {ids[0], ids[2]}
    assert set((await graph(**root, cycle_id=str(year.id)))[0]) == {ids[0], ids[2], ids[3]}
    assert set((await graph(**root, owner_id=str(ann.id)))[0]) == {ids[0]}
    assert set((await graph(**root, relation="supports"))[0]) == {ids[2], ids[3]}


async def test_a_graph_of_nothing_is_refused(client: AsyncClient, year: Cycle) -> None:
    nobody = "00000000-0000-0000-0000-000000000000"
    empty = await client.get("/alignment-graph", params={"cycle_id": str(year.id)})
    assert empty.json() == {"nodes": [], "edges": [], "truncated": False, "next_cursor": None}

    wrong: list[dict[str, str]] = [
        {},
        {"root_id": nobody},
        {"root_id": nobody, "root_kind": "objective"},
        {"cycle_id": nobody},
        {"cycle_id": str(year.id), "depth": "21"},
    ]
    for params in wrong:
        assert (await client.get("/alignment-graph", params=params)).status_code == 422, params
