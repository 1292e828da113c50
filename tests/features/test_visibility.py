"""What one may not see is not there: in lists, single reads, figures that moved, paths, edges."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.hidden import hidden_id
from app.domain.role import Role
from app.domain.visibility import Sight, Visibility, may_see
from app.tables import Cycle, KeyResult, Objective
from tests import make
from tests.people import Person, client_of, here

EVERYBODY, TEAM, PRIVATE = Visibility
WORD = "Tiger"


@dataclass
class Company:
    """Two teams, one below the other, a team apart, and what they own in every visibility."""

    people: dict[str, Person]
    sight: dict[str, tuple[Sight, frozenset[UUID]]]  # and the teams that somebody leads
    objectives: list[Objective]
    involved: dict[UUID, frozenset[UUID]]


@pytest.fixture
async def company(database: Database, olga: Person, year: Cycle) -> Company:
    org_id = olga.org_id
    roles = {"lead": Role.member, "head": Role.member, "mate": Role.viewer, "far": Role.member}
    roles |= {"manager": Role.manager, "admin": Role.admin, "involved": Role.member}
    people = {"owner": olga} | {
        name: await make.member(database, org_id, name.title(), role)
        for name, role in roles.items()
    }
    lead, head, mate, far = (people[name] for name in ("lead", "head", "mate", "far"))
    upper = await make.team(database, head, org_id=org_id, name="Sales")
    lower = await make.team(database, lead, mate, name="Sales East", parent_id=upper.id)
    apart = await make.team(database, None, far, name="Works")
    rows, involved = [], {}
    owners: list[dict[str, Any]] = [
        *({"owner_member_id": each.id} for each in (lead, mate, far)),
        *({"owner_member_id": None, "owner_team_id": each.id} for each in (upper, lower, apart)),
        {"owner_member_id": None},
    ]
    for owner in owners:
        for visibility in Visibility:
            if visibility is TEAM and owner == {"owner_member_id": None}:
                continue
            row = await make.objective(database, olga, year, visibility=visibility, **owner)
            rows.append(row)
    key_result = await make.key_result(database, rows[2], owner_member_id=people["involved"].id)
    await make.initiative(database, await make.key_result(database, rows[8]), people["involved"])
    involved = {rows[n].id: frozenset({people["involved"].id}) for n in (2, 8)}
    assert key_result.objective_id == rows[2].id
    crew, all_of_it = frozenset({mate.id, lead.id}), frozenset({mate.id, lead.id, head.id})
    sight = {
        "lead": (Sight(frozenset({lower.id}), crew), frozenset({lower.id})),
        "mate": (Sight(frozenset({lower.id}), crew), frozenset()),
        "head": (
            Sight(frozenset({upper.id, lower.id}), all_of_it),
            frozenset({upper.id, lower.id}),
        ),
        "far": (Sight(frozenset({apart.id}), frozenset({far.id})), frozenset()),
    }
    return Company(people, sight, rows, involved)


@pytest.mark.parametrize(
    "name", ["owner", "admin", "manager", "lead", "head", "mate", "far", "involved"]
)
async def test_the_statements_say_what_the_rule_says(
    app: FastAPI, company: Company, name: str
) -> None:
    person = company.people[name]
    sight, leads = company.sight.get(name, (Sight(), frozenset()))
    actor = replace(person.actor, leads=leads)

    async with client_of(app, person) as client:
        listed = (await client.get("/objectives", params={"limit": 100})).json()["items"]
        single = {o.id: await client.get(f"/objectives/{o.id}") for o in company.objectives}

    none: frozenset[UUID] = frozenset()
    expected = {
        o.id
        for o in company.objectives
        if may_see(actor, sight, o.owner, o.visibility, company.involved.get(o.id, none))
    }
    assert {UUID(each["id"]) for each in listed} == expected
    assert {id for id, answer in single.items() if answer.status_code == 200} == expected
    assert len(expected) < len(company.objectives) or name in ("owner", "admin")


@dataclass
class Chain:
    """A goal of Ann's that helps a private one of Bob's, which helps one of the organization."""

    mine: Objective
    key_result: KeyResult
    secret: Objective
    secret_key_result: KeyResult
    top: Objective
    edges: list[str]


@pytest.fixture
async def chain(database: Database, ann: Person, bob: Person, year: Cycle) -> Chain:
    mine = await make.objective(database, ann, year, title="Mine")
    key_result = await make.key_result(database, mine)
    policy = {"progress_policy": "children"}
    secret = await make.objective(
        database, bob, year, title=WORD, visibility=PRIVATE, why=WORD, **policy
    )
    under = await make.key_result(database, secret, title=WORD)
    top = await make.objective(
        database, bob, year, owner_member_id=None, title="The company's", **policy
    )
    lower = await make.alignment(database, mine, secret)
    upper = await make.alignment(database, secret, top)
    return Chain(mine, key_result, secret, under, top, [str(lower.id), str(upper.id)])


@pytest.fixture
async def bobs(app: FastAPI, bob: Person) -> AsyncIterator[AsyncClient]:
    async with client_of(app, bob) as client:
        yield client


async def test_what_is_hidden_is_not_there(client: AsyncClient, chain: Chain) -> None:
    secret, under = chain.secret.id, chain.secret_key_result.id
    missing = await client.get(f"/objectives/{UUID(int=1)}")

    for url in (
        f"/objectives/{secret}",
        f"/objectives/{secret}/key-results",
        f"/key-results/{under}",
        f"/key-results/{under}/check-ins",
    ):
        answer = await client.get(url)
        assert answer.status_code == 404, url
        same = answer.json() | {"instance": ""}
        assert same == missing.json() | {"instance": ""}
    for url in ("/objectives", "/key-results", "/check-ins", "/alignments"):
        assert WORD not in (await client.get(url)).text
        assert str(secret) not in (await client.get(url)).text
    assert (await client.patch(f"/objectives/{secret}", json={"why": "x"})).status_code == 404
    new = {"child": {"kind": "objective", "id": str(chain.mine.id)}}
    new["parent"] = {"kind": "objective", "id": str(secret)}
    refused = await client.post("/alignments", json=new)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "unknown_id"


async def test_what_moved_is_told_and_what_is_hidden_of_it_is_not(
    client: AsyncClient, bobs: AsyncClient, chain: Chain, ann: Person
) -> None:
    url = f"/key-results/{chain.key_result.id}/check-ins"

    affected = (await client.post(url, json={"value": 5})).json()["affected"]

    hidden = {"kind": "hidden", "id": hidden_id(ann.id, chain.secret.id)}
    assert hidden in affected
    assert {each["id"] for each in affected if each != hidden} == {
        str(chain.mine.id),
        str(chain.top.id),
    }
    top = (await client.get(f"/objectives/{chain.top.id}")).json()
    assert top["progress"] == 0.5  # figures above include what is hidden
    assert (await bobs.get(f"/objectives/{chain.secret.id}")).json()["progress"] == 0.5


async def test_a_loop_is_told_by_a_path_with_a_gap(
    client: AsyncClient, database: Database, ann: Person, chain: Chain, year: Cycle
) -> None:
    above = await make.objective(database, ann, year, title="Above")
    await make.alignment(database, chain.top, above)
    new = {"child": {"kind": "objective", "id": str(above.id)}}
    new["parent"] = {"kind": "objective", "id": str(chain.mine.id)}

    refused = (await client.post("/alignments", json=new)).json()

    assert refused["code"] == "alignment_loop"
    goals = [above, chain.mine, chain.secret, chain.top, above]
    path = [{"kind": "objective", "id": str(goal.id)} for goal in goals]
    path[2] = {"kind": "hidden", "id": hidden_id(ann.id, chain.secret.id)}
    assert refused["path"] == path


async def test_the_graph_shows_a_hidden_goal_between_two_that_are_seen(
    client: AsyncClient, ann: Person, chain: Chain, year: Cycle
) -> None:
    answer = await client.get("/alignment-graph", params={"cycle_id": str(year.id)})

    assert WORD not in answer.text
    assert str(chain.secret.id) not in answer.text
    assert str(chain.secret_key_result.id) not in answer.text
    graph = answer.json()
    hidden = {"kind": "hidden", "id": hidden_id(ann.id, chain.secret.id)}
    assert [node for node in graph["nodes"] if node["kind"] == "hidden"] == [hidden]
    ends = [(e["child"]["id"], e["parent"]["id"]) for e in graph["edges"] if not e["implicit"]]
    assert sorted(ends) == sorted(
        [(str(chain.mine.id), hidden["id"]), (hidden["id"], str(chain.top.id))]
    )
    between = [edge for edge in graph["edges"] if not edge["implicit"]]
    assert {(e["id"], e["weight"], e["relation"]) for e in between} == {(None, None, "contributes")}
    mine = next(node for node in graph["nodes"] if node["id"] == str(chain.mine.id))
    assert mine["anchored"] is True
    root = {"root_kind": "objective", "root_id": str(chain.secret.id)}
    assert (await client.get("/alignment-graph", params=root)).status_code == 422
    owned = {"cycle_id": str(year.id), "owner_id": str(chain.secret.owner_member_id)}
    assert (await client.get("/alignment-graph", params=owned)).json()["nodes"] == []


async def test_who_answers_for_an_end_sees_the_edge_and_not_the_other_end(
    app: FastAPI, client: AsyncClient, bobs: AsyncClient, chain: Chain, max: Person
) -> None:
    lower, upper = chain.edges

    mine = await client.get(f"/alignments/{lower}")
    async with client_of(app, max) as manager:
        asked = await manager.get(f"/alignments/{upper}")
        strange = await manager.get(f"/alignments/{lower}")

    assert mine.json()["parent"]["kind"] == "hidden"
    assert mine.json()["child"]["id"] == str(chain.mine.id)
    assert (asked.status_code, asked.json()["child"]["kind"]) == (200, "hidden")
    assert strange.status_code == 404
    assert (await client.get(f"/alignments/{upper}")).status_code == 404
    assert (await bobs.get(f"/alignments/{lower}")).json()["parent"]["id"] == str(chain.secret.id)


async def test_no_filter_tells_where_a_hidden_end_is(
    client: AsyncClient, bobs: AsyncClient, database: Database, chain: Chain, bob: Person
) -> None:
    elsewhere = await make.cycle(database, bob.org_id, name="Elsewhere")
    away = await make.objective(database, bob, elsewhere, visibility=PRIVATE)
    await make.alignment(database, away, chain.mine, state="proposed")

    for filters, count in (
        ({"cycle_id": elsewhere.id}, 1),
        ({"child_id": away.id}, 1),
        ({"parent_id": chain.secret.id}, 1),
        ({"cycle_id": chain.mine.cycle_id}, 3),
    ):
        params = {name: str(id) for name, id in filters.items()} | {"include": "total"}
        seen, guessed = [await each.get("/alignments", params=params) for each in (bobs, client)]
        assert seen.json()["total"] == count, filters
        assert guessed.json()["total"] == (2 if count == 3 else 0), filters


async def test_a_proposal_from_something_hidden_can_be_decided(
    client: AsyncClient, database: Database, chain: Chain
) -> None:
    proposed = await make.alignment(database, chain.secret, chain.mine, state="proposed")
    declined = await client.post(
        f"/alignments/{proposed.id}/decision", json={"decision": "decline"}
    )

    assert (declined.status_code, declined.json()["state"]) == (200, "declined")
    assert declined.json()["child"]["kind"] == "hidden"


async def test_a_token_that_only_reads_sees_what_a_manager_sees(
    app: FastAPI, chain: Chain, olga: Person
) -> None:
    async with client_of(app, olga) as client:
        new = {"name": "BI", "scopes": ["read"]}
        token = (await client.post("http://test/v1/me/tokens", json=new)).json()["token"]
        assert (await client.get(f"/objectives/{chain.secret.id}")).status_code == 200
        bearer = {"Authorization": f"Bearer {token}"}
        read = await client.get(f"/objectives/{chain.secret.id}", headers=bearer)
    assert read.status_code == 404


async def test_the_policy_decides_how_new_objectives_begin(
    boss: AsyncClient, client: AsyncClient, ann: Person, year: Cycle
) -> None:
    policies = {"policies": {"objective_visibility": "team"}}
    changed = await boss.patch(here(boss), json=policies, headers={"If-Match": "*"})
    assert changed.json()["policies"]["objective_visibility"] == "team"
    new = {"cycle_id": str(year.id), "title": "New"}

    mine = await client.post("/objectives", json=new | {"owner": ann.owner})
    ours = await boss.post("/objectives", json=new | {"owner": {"kind": "organization"}})
    said = await client.post(
        "/objectives", json=new | {"owner": ann.owner, "visibility": "private"}
    )
    unfit = await boss.post(
        "/objectives", json=new | {"owner": {"kind": "organization"}, "visibility": "team"}
    )

    assert mine.json()["visibility"] == "team"
    assert ours.json()["visibility"] == "organization"
    assert said.json()["visibility"] == "private"
    assert unfit.json()["errors"][0]["code"] == "visibility_unfit"


async def test_a_gap_of_a_cycle_that_is_hidden_has_no_title(
    app: FastAPI, chain: Chain, max: Person, year: Cycle
) -> None:
    async with client_of(app, max) as client:
        review = await client.post(f"/cycles/{year.id}/transitions", json={"to": "review"})
        refused = await client.post(f"/cycles/{year.id}/transitions", json={"to": "closed"})
        kept = await client.delete(f"/cycles/{year.id}", headers={"If-Match": "*"})

    assert review.status_code == 200
    hidden = {"kind": "hidden", "id": hidden_id(max.id, chain.secret.id)}
    assert (refused.status_code, refused.json()["gap_count"]) == (409, 3)
    assert hidden in refused.json()["gaps"]
    assert hidden in kept.json()["blocked_by"]
    for answer in (refused, kept):
        assert WORD not in answer.text
        assert str(chain.secret.id) not in answer.text


async def test_what_keeps_a_cycle_from_other_days_is_hidden_with_its_goals(
    app: FastAPI, database: Database, max: Person, bob: Person, year: Cycle
) -> None:
    later = await make.cycle(database, max.org_id, starts_on=year.ends_on, ends_on=year.ends_on)
    goals = [await make.objective(database, bob, at, visibility=PRIVATE) for at in (year, later)]
    edge = await make.alignment(database, *goals)
    change = {"ends_on": str(year.starts_on)}

    async with client_of(app, max) as client:
        url, any_version = f"/cycles/{year.id}", {"If-Match": "*"}
        refused = await client.patch(url, json=change, headers=any_version)

    assert refused.status_code == 409
    assert refused.json()["blocked_by"] == [{"kind": "hidden", "id": hidden_id(max.id, edge.id)}]
