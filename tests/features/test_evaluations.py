"""How KPIs did, and what somebody says of it: draft, shared, acknowledged."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle, Kpi, KpiTotal
from tests import make, watched
from tests.people import Person, client_of, today

MATCH = {"If-Match": "*"}
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 31)


@pytest.fixture
async def quarter(database: Database, olga: Person) -> Cycle:
    """The first quarter of 2026."""
    return await make.cycle(database, olga.org_id, starts_on=JANUARY, ends_on=MARCH)


async def attained(
    database: Database, owner: Person, cycle: Cycle, attainment: str | None, **fields: Any
) -> Kpi:
    """Make a KPI that stands somewhere in a cycle; `None`: nothing was measured."""
    kpi = await watched.kpi(database, owner, **fields)
    if attainment is not None:
        row = {"org_id": owner.org_id, "kpi_id": kpi.id, "cycle_id": cycle.id, "status": "none"}
        figure = {"attainment": Decimal(attainment), "measured": 1, "measured_on": JANUARY}
        await make.keep(database, owner.org_id, KpiTotal.model_validate(row | figure))
    return kpi


async def evaluated(
    client: AsyncClient, cycle: Cycle, owner: Person | dict[str, str], **fields: Any
) -> dict[str, Any]:
    """Begin an evaluation over HTTP."""
    whose = owner.owner if isinstance(owner, Person) else owner
    new = {"cycle_id": str(cycle.id), "owner": whose} | fields
    made = await client.post("/evaluations", json=new)
    assert made.status_code == 201, made.text
    body: dict[str, Any] = made.json()
    return body


async def move(client: AsyncClient, evaluation: dict[str, Any], to: str, **said: Any) -> Any:
    return await client.post(f"/evaluations/{evaluation['id']}/transitions", json={"to": to} | said)


async def moved(client: AsyncClient, evaluation: dict[str, Any], to: str, **said: Any) -> Any:
    answer = await move(client, evaluation, to, **said)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_each_kpi_of_the_owner_is_a_line_and_the_lines_make_the_result(
    boss: AsyncClient, database: Database, olga: Person, ann: Person, bob: Person, quarter: Cycle
) -> None:
    revenue = await attained(database, ann, quarter, "1.3", weight=3, name="Revenue")
    returns = await attained(database, ann, quarter, "0.8", name="Returns")
    rating = await attained(database, ann, quarter, None, name="Rating", weight=900)
    await attained(database, bob, quarter, "0.1")

    draft = await evaluated(boss, quarter, ann, assessment="Strong.")

    assert draft["owner"] == {"kind": "member", "id": str(ann.id), "name": "Ann"}
    assert draft["evaluator"] == {"id": str(olga.id), "name": "Olga"}
    assert draft["lines"] == [
        {"kpi_id": str(revenue.id), "name": "Revenue", "weight": 3, "attainment": 1.3,
         "capped": 1.2, "weighted": 3.6},
        {"kpi_id": str(returns.id), "name": "Returns", "weight": 1, "attainment": 0.8,
         "capped": 0.8, "weighted": 0.8},
        {"kpi_id": str(rating.id), "name": "Rating", "weight": 900, "attainment": None,
         "capped": None, "weighted": None},
    ]  # fmt: skip
    assert (draft["state"], draft["result"], draft["rating"]) == ("draft", 1.1, "exceeded")
    assert (draft["assessment"], draft["comment"]) == ("Strong.", None)


async def test_nothing_measured_is_no_result(
    boss: AsyncClient, database: Database, ann: Person, quarter: Cycle
) -> None:
    await attained(database, ann, quarter, None)

    draft = await evaluated(boss, quarter, ann)

    assert (len(draft["lines"]), draft["result"], draft["rating"]) == (1, None, None)
    shared = await moved(boss, draft, "shared")
    assert (shared["lines"], shared["result"], shared["rating"]) == (draft["lines"], None, None)


THIRD, NEARLY = "0.3333333333333333333333333333", "0.9499999999999999999999999999"
CASES: list[list[tuple[str, str | None]]] = [
    [],
    [("1", "1.1")],
    [("1", "1.0999999")],
    [("1", "0.94999")],
    [("1", NEARLY)],
    [("1", "-0.5")],
    [("2.5", "40"), ("0.0001", "-40")],
    [("3", THIRD), ("7", "0.6666666666666666666666666667"), ("1", None)],
    [("3", "0.95"), ("3", "0.95"), ("3", "0.95")],
    [("1", "0.4666666666666666666666666667"), ("1", "0.9333333333333333333333333333")],
    [("1000", "0.7"), ("0.0001", "1.2")],
    [("1", "0.00005"), ("1", "0")],
    [("1", None), ("1", None)],
]


@pytest.mark.parametrize("lines", CASES)
async def test_what_is_read_of_a_draft_is_what_the_rules_freeze(
    boss: AsyncClient,
    database: Database,
    ann: Person,
    quarter: Cycle,
    lines: list[tuple[str, str | None]],
) -> None:
    for weight, attainment in lines:
        await attained(database, ann, quarter, attainment, weight=Decimal(weight))

    draft = await evaluated(boss, quarter, ann)
    shared = await moved(boss, draft, "shared")

    names = ("lines", "result", "rating")
    assert [draft[name] for name in names] == [shared[name] for name in names]


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"active_from": date(2026, 3, 1)}, True),
        ({"active_from": date(2026, 3, 2)}, False),
        ({"active_from": date(2025, 1, 1), "active_until": date(2026, 1, 1)}, True),
        ({"active_from": date(2025, 1, 1), "active_until": date(2025, 12, 31)}, False),
        ({"frequency": "yearly"}, True),
        ({"frequency": "yearly", "active_from": date(2026, 1, 2)}, False),
        ({"frequency": "weekly", "active_from": date(2026, 3, 30)}, True),
        ({"frequency": "weekly", "active_from": date(2026, 3, 31)}, False),
        ({"frequency": "quarterly", "active_from": date(2026, 1, 2)}, False),
    ],
)
async def test_a_kpi_counts_where_a_period_of_it_begins_in_the_cycle(
    boss: AsyncClient,
    database: Database,
    ann: Person,
    quarter: Cycle,
    fields: dict[str, Any],
    counts: bool,
) -> None:
    await attained(database, ann, quarter, None, **fields)

    assert len((await evaluated(boss, quarter, ann))["lines"]) == (1 if counts else 0)


async def test_a_draft_follows_the_figures_and_what_was_shared_stays(
    boss: AsyncClient, database: Database, superuser: AsyncEngine, ann: Person, quarter: Cycle
) -> None:
    kpi = await attained(database, ann, quarter, "0.5", weight=2)
    draft = await evaluated(boss, quarter, ann)
    url = f"/evaluations/{draft['id']}"

    async def attain(figure: str) -> None:
        moves = "UPDATE kpi_total SET attainment = :it WHERE kpi_id = :id"
        renames = "UPDATE kpi SET weight = 10 * CAST(:it AS numeric), name = 'Else' WHERE id = :id"
        async with superuser.begin() as connection:
            for statement in (moves, renames):
                told = {"it": Decimal(figure), "id": kpi.id}
                await connection.execute(text(statement), told)

    await attain("0.9")
    followed = (await boss.get(url)).json()
    shared = await moved(boss, draft, "shared")
    await attain("0.1")
    kept = (await boss.get(url)).json()
    back = await moved(boss, draft, "draft", note="A figure was wrong.")

    [line] = followed["lines"]
    assert (line["weight"], line["attainment"], line["name"]) == (9, 0.9, "Else")
    assert (followed["result"], followed["rating"]) == (0.9, "partly")
    assert (kept["lines"], kept["result"], kept["rating"]) == ([line], 0.9, "partly")
    assert shared == kept
    assert (back["lines"][0]["attainment"], back["result"], back["rating"]) == (0.1, 0.1, "missed")


async def test_the_policy_says_what_a_result_is_called(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, quarter: Cycle
) -> None:
    for person in (ann, bob):
        await attained(database, person, quarter, "0.8")
    before = await moved(boss, await evaluated(boss, quarter, ann), "shared")
    draft = await evaluated(boss, quarter, bob)
    bands = [{"from": 0, "rating": "待改进"}, {"from": 0.8, "rating": "优秀"}]
    change = {"policies": {"rating_bands": bands}}
    home = str(boss.base_url).rstrip("/")
    assert (await boss.patch(home, json=change, headers=MATCH)).status_code == 200

    ratings = [
        (await boss.get(f"/evaluations/{each['id']}")).json()["rating"] for each in (before, draft)
    ]

    assert ratings == ["partly", "优秀"]
    assert (await moved(boss, draft, "shared"))["rating"] == "优秀"


async def test_an_owner_is_evaluated_once_a_cycle(
    app: FastAPI,
    boss: AsyncClient,
    database: Database,
    max: Person,
    ann: Person,
    bob: Person,
    quarter: Cycle,
) -> None:
    team = await make.team(database, max, ann)
    await evaluated(boss, quarter, ann)
    await evaluated(boss, quarter, bob)
    await evaluated(boss, quarter, {"kind": "team", "id": str(team.id)})
    await evaluated(boss, await make.cycle(database, ann.org_id), ann)

    async with client_of(app, max) as lead:
        again = await lead.post(
            "/evaluations", json={"cycle_id": str(quarter.id), "owner": ann.owner}
        )
        hidden = (await lead.get("/evaluations")).json()["items"]

    assert (again.status_code, again.json()["code"]) == (409, "evaluation_exists")
    assert hidden == []


async def seen(app: FastAPI, evaluation: dict[str, Any], *people: Person) -> list[str]:
    """Return who of some people finds an evaluation, in the list as by its id."""
    found = []
    for person in people:
        async with client_of(app, person) as client:
            status = (await client.get(f"/evaluations/{evaluation['id']}")).status_code
            items = (await client.get("/evaluations")).json()["items"]
        assert (status == 200) == bool([each for each in items if each["id"] == evaluation["id"]])
        if status == 200:
            found.append(person.name)
    return found


async def test_a_draft_is_seen_by_who_judges_and_what_was_shared_by_the_judged_too(
    app: FastAPI,
    database: Database,
    olga: Person,
    max: Person,
    ann: Person,
    bob: Person,
    vic: Person,
    quarter: Cycle,
) -> None:
    await make.team(database, max, ann, bob)
    lena = await make.member(database, olga.org_id, "Lena", Role.admin)
    everybody = (olga, lena, max, ann, bob, vic)

    async with client_of(app, max) as lead:
        draft = await evaluated(lead, quarter, ann)
        before = await seen(app, draft, *everybody)
        await moved(lead, draft, "shared")

    assert before == ["Olga", "Lena", "Max"]
    assert await seen(app, draft, *everybody) == ["Olga", "Lena", "Max", "Ann"]


async def test_a_team_is_judged_from_above_and_in_its_lead(
    app: FastAPI,
    database: Database,
    max: Person,
    ann: Person,
    bob: Person,
    quarter: Cycle,
) -> None:
    above = await make.team(database, max)
    team = await make.team(database, ann, bob, parent_id=above.id)
    owner = {"kind": "team", "id": str(team.id)}
    await attained(database, ann, quarter, "1", owner_member_id=None, owner_team_id=team.id)
    new = {"cycle_id": str(quarter.id), "owner": owner}

    async with client_of(app, max) as lead, client_of(app, ann) as anns:
        own = await anns.post("/evaluations", json=new)
        draft = await evaluated(lead, quarter, owner)
        await moved(lead, draft, "shared")
        for_another = await move(lead, draft, "acknowledged")
        read = await moved(anns, draft, "acknowledged", comment="We saw that coming.")

    assert (own.status_code, own.json()["code"]) == (403, "own_evaluation")
    assert (draft["rating"], draft["owner"]["kind"]) == ("met", "team")
    assert (for_another.status_code, for_another.json()["code"]) == (403, "not_the_evaluated")
    assert (read["state"], read["comment"]) == ("acknowledged", "We saw that coming.")
    assert await seen(app, draft, ann, bob) == ["Ann"]


async def test_the_organization_is_judged_by_an_admin_and_in_its_owners(
    app: FastAPI, boss: AsyncClient, database: Database, olga: Person, quarter: Cycle
) -> None:
    lena = await make.member(database, olga.org_id, "Lena", Role.admin)
    ours = make.ours(olga)
    await attained(database, olga, quarter, "0.7", owner_member_id=None)

    own = await boss.post("/evaluations", json={"cycle_id": str(quarter.id), "owner": ours})
    async with client_of(app, lena) as admin:
        draft = await evaluated(admin, quarter, ours)
        await moved(admin, draft, "shared")
        assert (await move(admin, draft, "acknowledged")).status_code == 403

    read = await moved(boss, draft, "acknowledged")
    assert (own.status_code, own.json()["code"]) == (403, "own_evaluation")
    assert "where there is none, an owner makes a member one" in own.json()["detail"]
    assert (read["owner"]["kind"], read["rating"], read["comment"]) == (
        "organization",
        "partly",
        None,
    )


async def test_who_is_judged_acknowledges_and_does_nothing_else(
    client: AsyncClient, boss: AsyncClient, ann: Person, quarter: Cycle
) -> None:
    draft = await evaluated(boss, quarter, ann)
    early = await move(client, draft, "acknowledged")
    await moved(boss, draft, "shared")

    for_her = await move(boss, draft, "acknowledged")
    back = await move(client, draft, "draft", note="I do not like it.")
    edit = await client.patch(
        f"/evaluations/{draft['id']}", json={"assessment": "Great."}, headers=MATCH
    )
    read = await moved(client, draft, "acknowledged", comment="Fair.")
    again = await move(boss, draft, "draft", note="Once more.")

    assert early.status_code == 404
    assert (for_her.status_code, for_her.json()["code"]) == (403, "not_the_evaluated")
    assert [each.json()["code"] for each in (back, edit)] == ["own_evaluation"] * 2
    assert (read["state"], read["comment"], read["evaluator"]["name"]) == (
        "acknowledged",
        "Fair.",
        "Olga",
    )
    assert (again.status_code, again.json()["allowed"]) == (409, [])


async def test_a_draft_is_written_and_deleted_and_what_was_shared_is_neither(
    boss: AsyncClient, ann: Person, quarter: Cycle
) -> None:
    draft = await evaluated(boss, quarter, ann)
    url = f"/evaluations/{draft['id']}"
    written = await boss.patch(url, json={"assessment": "Strong."}, headers={"If-Match": '"1"'})
    same = await boss.patch(url, json={"assessment": "Strong."}, headers={"If-Match": '"2"'})
    stale = await boss.patch(url, json={"assessment": "Weak."}, headers={"If-Match": '"1"'})
    await moved(boss, draft, "shared")

    edit = await boss.patch(url, json={"assessment": "Weak."}, headers=MATCH)
    gone = await boss.delete(url, headers=MATCH)

    assert (written.json()["assessment"], same.json()["version"]) == ("Strong.", 2)
    assert stale.status_code == 412
    for refused in (edit, gone):
        assert (refused.status_code, refused.json()["code"]) == (409, "evaluation_not_draft")
    await moved(boss, draft, "draft", note="A figure was wrong.")
    assert (await boss.delete(url, headers=MATCH)).status_code == 204
    assert (await boss.get(url)).status_code == 404
    lines = (await boss.get("/journal", params={"subject_id": draft["id"]})).json()["items"]
    assert [(each["action"].partition(".")[2], each["note"]) for each in lines] == [
        ("deleted", None),
        ("moved", "A figure was wrong."),
        ("moved", None),
        ("updated", None),
        ("created", None),
    ]


async def test_steps_take_what_belongs_to_them(
    boss: AsyncClient, ann: Person, quarter: Cycle
) -> None:
    draft = await evaluated(boss, quarter, ann)

    async def refused(to: str, **said: Any) -> tuple[str, str]:
        [error] = (await move(boss, draft, to, **said)).json()["errors"]
        return error["pointer"], error["code"]

    assert await refused("shared", comment="Well.") == ("/comment", "comment_unfit")
    illegal = await move(boss, draft, "draft", note="So.")
    assert (illegal.status_code, illegal.json()["allowed"]) == (409, ["shared"])
    await moved(boss, draft, "shared")
    assert await refused("draft") == ("/note", "evaluation_note_required")
    assert await refused("draft", note=" ") == ("/note", "evaluation_note_required")


async def test_what_is_named_has_to_be_there(
    boss: AsyncClient, ann: Person, vic: Person, quarter: Cycle
) -> None:
    async def refused(cycle_id: Any, owner: Any) -> tuple[str, str]:
        answer = await boss.post("/evaluations", json={"cycle_id": str(cycle_id), "owner": owner})
        [error] = answer.json()["errors"]
        return error["pointer"], error["code"]

    nobody = {"kind": "team", "id": str(ann.id)}
    assert await refused(ann.id, ann.owner) == ("/cycle_id", "unknown_id")
    assert await refused(quarter.id, nobody) == ("/owner/id", "unknown_id")
    assert await refused(quarter.id, vic.owner) == ("/owner/id", "owner_unfit")
    assert await refused(quarter.id, {"kind": "member"}) == ("/owner/id", "owner_contradiction")


async def test_a_lead_reads_what_a_private_kpi_attained_and_not_which_it_is(
    app: FastAPI,
    client: AsyncClient,
    boss: AsyncClient,
    database: Database,
    max: Person,
    ann: Person,
    quarter: Cycle,
) -> None:
    await make.team(database, max, ann)
    kpi = await attained(database, ann, quarter, "1", visibility="private", name="Secret")

    async with client_of(app, max) as lead:
        draft = await evaluated(lead, quarter, ann)
        shared = await moved(lead, draft, "shared")

    url = f"/evaluations/{draft['id']}"
    for read in (draft, shared):
        [line] = read["lines"]
        assert (line["kpi_id"], line["name"], line["attainment"]) == (None, None, 1)
    for reader in (boss, client):
        [line] = (await reader.get(url)).json()["lines"]
        assert (line["kpi_id"], line["name"], line["attainment"]) == (str(kpi.id), "Secret", 1)


async def test_lists_are_narrowed_and_ordered(
    app: FastAPI, boss: AsyncClient, database: Database, ann: Person, bob: Person, quarter: Cycle
) -> None:
    lena = await make.member(database, ann.org_id, "Lena", Role.admin)
    other = await make.cycle(database, ann.org_id)
    first = await evaluated(boss, quarter, ann)
    second = await evaluated(boss, other, ann)
    async with client_of(app, lena) as admin:
        third = await evaluated(admin, quarter, bob)
    await moved(boss, first, "shared")
    names = {first["id"]: 1, second["id"]: 2, third["id"]: 3}

    async def listed(**query: Any) -> list[int]:
        items = (await boss.get("/evaluations", params=query)).json()["items"]
        return [names[each["id"]] for each in items]

    assert await listed() == [3, 2, 1]
    assert await listed(sort="created_at") == [1, 2, 3]
    assert await listed(sort="-updated_at") == [1, 3, 2]
    assert await listed(cycle_id=str(quarter.id)) == [3, 1]
    assert await listed(owner_id=[str(ann.id)]) == [2, 1]
    assert await listed(owner_id=[str(ann.id), str(bob.id)]) == [3, 2, 1]
    assert await listed(evaluator_id=str(lena.id)) == [3]
    assert await listed(state=["shared"]) == [1]
    assert await listed(state=["draft", "shared"], limit=2) == [3, 2]
    assert await listed(updated_since=third["updated_at"]) == [3, 1]
    page = (await boss.get("/evaluations", params={"limit": 2, "include": "total"})).json()
    rest = {"limit": 2, "cursor": page["next_cursor"]}
    assert page["total"] == 3
    assert await listed(**rest) == [1]


async def test_a_closed_cycle_is_judged_as_well(
    client: AsyncClient, boss: AsyncClient, database: Database, ann: Person
) -> None:
    over = await make.cycle(database, ann.org_id, state="closed")

    draft = await evaluated(boss, over, ann)
    await moved(boss, draft, "shared")

    assert (await moved(client, draft, "acknowledged"))["state"] == "acknowledged"


async def test_what_was_evaluated_is_not_deleted_from_under_it(
    app: FastAPI, boss: AsyncClient, database: Database, max: Person, ann: Person
) -> None:
    cycle, team = await make.cycle(database, ann.org_id), await make.team(database, ann)
    heir = await make.team(database, max)
    made = await evaluated(boss, cycle, {"kind": "team", "id": str(team.id)})
    stands = [{"kind": "evaluation", "id": made["id"]}]

    for path in (f"/cycles/{cycle.id}", f"/teams/{team.id}", f"/teams/{team.id}?move_to={heir.id}"):
        refused = await boss.delete(path, headers=MATCH)
        assert (refused.status_code, refused.json().get("blocked_by")) == (409, stands), path
    async with client_of(app, max) as manager:
        refused = await manager.delete(f"/cycles/{cycle.id}", headers=MATCH)

    assert [each["kind"] for each in refused.json()["blocked_by"]] == ["hidden"]


async def test_no_score_moves_an_evaluation(
    app: FastAPI, boss: AsyncClient, database: Database, ann: Person, bob: Person
) -> None:
    year = await make.cycle(database, ann.org_id)
    for person, figure in ((ann, "0.9"), (bob, "1.05")):
        days = {"active_from": today() - timedelta(days=90)}
        kpi = await attained(database, person, year, figure, **days)
        goal = await make.objective(database, person, year)
        for position, tracked in enumerate((None, kpi.id)):
            await make.key_result(database, goal, position=position, kpi_id=tracked)
    drafts = [await evaluated(boss, year, each) for each in (ann, bob)]
    await moved(boss, drafts[0], "shared")
    before = (await boss.get("/evaluations")).json()

    changed = 0
    for person in (ann, bob):
        async with client_of(app, person) as own:
            for path in await scored(own, person):
                for score in (1, 0.37, None):
                    given = {"score": score, "reason": "So it was."}
                    changed += (await own.put(path, json=given, headers=MATCH)).is_success

    assert changed == 2 * 3 * 3  # three goals of each, three scores of each
    assert (await boss.get("/evaluations")).json() == before


async def scored(client: AsyncClient, person: Person) -> list[str]:
    """Return where the scores of somebody's goals are."""
    query = {"owner_id": str(person.id), "include": "key_results"}
    [goal] = (await client.get("/objectives", params=query)).json()["items"]
    below = [f"/key-results/{each['id']}/score" for each in goal["key_results"]]
    return [*below, f"/objectives/{goal['id']}/score"]


async def test_a_measurement_moves_a_draft_and_nothing_that_was_shared(
    client: AsyncClient, boss: AsyncClient, ann: Person, bob: Person, database: Database
) -> None:
    year = await make.cycle(
        database, ann.org_id, starts_on=date(today().year, 1, 1), ends_on=date(today().year, 12, 31)
    )
    kpi = await watched.made(client, ann, target=100)
    january = year.starts_on
    draft = await evaluated(boss, year, ann)

    await watched.measure(client, kpi, january, 80)
    followed = (await boss.get(f"/evaluations/{draft['id']}")).json()
    await moved(boss, draft, "shared")
    await watched.measure(client, kpi, january, 110)

    kept = (await boss.get(f"/evaluations/{draft['id']}")).json()
    assert (draft["result"], followed["result"], kept["result"]) == (None, 0.8, 0.8)
    back = await moved(boss, draft, "draft", note="The figure was revised.")
    assert (back["result"], back["rating"]) == (1.1, "exceeded")


async def test_a_kpi_that_was_judged_is_not_deleted(
    client: AsyncClient, boss: AsyncClient, ann: Person, database: Database
) -> None:
    year = await make.cycle(database, ann.org_id)
    kpi = await watched.made(client, ann)
    await moved(boss, draft := await evaluated(boss, year, ann), "shared")

    refused = await boss.delete(f"/kpis/{kpi['id']}", headers=MATCH)
    by_her = await client.delete(f"/kpis/{kpi['id']}", headers=MATCH)
    await moved(boss, draft, "draft", note="It was the wrong one.")
    free = await client.delete(f"/kpis/{kpi['id']}", headers=MATCH)

    stands = [{"kind": "evaluation", "id": draft["id"]}]
    for each in (refused, by_her):
        assert (each.status_code, each.json()["blocked_by"]) == (409, stands)
    assert free.status_code == 204
