"""Many members with their teams, from one request: all of it, or nothing."""

from time import perf_counter
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from app.db.engine import Database
from app.domain.role import Role
from app.http.guard import MAX_IMPORT
from tests import make
from tests.people import Person, client_of

URL = "/member-imports"


def row(name: str, *teams: str, **more: Any) -> dict[str, Any]:
    email = f"{name.lower()}@acme.example"
    return {"email": email, "name": name, "teams": list(teams), **more}


def errors(refused: Response) -> list[tuple[str, str]]:
    assert refused.status_code == 422, refused.text
    return [(error["pointer"], error["code"]) for error in refused.json()["errors"]]


async def counts(boss: AsyncClient) -> list[int]:
    lists = [await boss.get(f"/{what}?limit=100") for what in ("members", "teams")]
    return [len(each.json()["items"]) for each in lists]


async def test_members_and_their_teams_are_made_with_a_line_each(
    app: FastAPI, boss: AsyncClient, database: Database, olga: Person, ann: Person
) -> None:
    finance = await make.team(database, ann, name="Finance")
    sent = {
        "teams": [
            {"name": "Brand", "parent": "Marketing", "lead": "KIM@acme.example"},
            {"name": "Marketing", "parent": "Company", "lead": ann.email},
            {"name": "Finance", "lead": ann.email},
        ],
        "members": [
            row("Kim", "Brand", "Finance", "Brand", role="manager"),
            row("Lee", "Brand", "Legal"),
            row("Moe"),
        ],
    }

    answer = await boss.post(URL, json=sent)

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert (made["member_count"], made["team_count"]) == (3, 4)
    assert [m["name"] for m in made["members"]] == ["Kim", "Lee", "Moe"]
    teams = {t["name"]: t for t in (await boss.get("/teams")).json()["items"]}
    ids = {name: team["id"] for name, team in teams.items()}
    assert {t["name"]: t["id"] for t in made["teams"]} | {"Finance": str(finance.id)} == ids
    assert set(ids) == {"Company", "Marketing", "Brand", "Legal", "Finance"}
    assert (teams["Brand"]["parent_id"], teams["Brand"]["lead"]["name"]) == (
        ids["Marketing"],
        "Kim",
    )
    assert (teams["Marketing"]["parent_id"], teams["Marketing"]["lead"]["name"]) == (
        ids["Company"], "Ann",
    )  # fmt: skip
    assert (teams["Company"]["parent_id"], teams["Legal"]["lead"]) == (None, None)
    kim, lee, moe = [(await boss.get(f"/members/{m['id']}")).json() for m in made["members"]]
    assert [{t["name"] for t in m["teams"]} for m in (kim, lee, moe)] == [
        {"Brand", "Finance"}, {"Brand", "Legal"}, set(),
    ]  # fmt: skip
    assert [(m["state"], m["role"]) for m in (kim, lee)] == [
        ("invited", "manager"), ("invited", "member"),
    ]  # fmt: skip
    journal = (await boss.get("/journal?since_seq=0")).json()["items"]
    assert [line["seq"] for line in journal] == [*range(1, 8)]
    assert [line["action"] for line in journal] == ["team.created"] * 4 + ["member.created"] * 3
    assert journal[-3]["after"]["team_ids"] == [ids["Brand"], ids["Finance"]]
    assert made["members"][0]["invitation"]["token"] not in (await boss.get("/journal")).text

    token = made["members"][0]["invitation"]["token"]
    async with client_of(app, None) as stranger:
        accepted = await stranger.post(
            "/v1/auth/invitations", json={"token": token, "password": "correct horse"}
        )
    assert accepted.status_code == 200
    assert {t["name"] for t in accepted.json()["member"]["teams"]} == {"Brand", "Finance"}


async def test_without_invitations_nobody_is_let_in_yet(boss: AsyncClient) -> None:
    made = await boss.post(URL, json={"members": [row("Kim")], "invite": False})
    [kim] = made.json()["members"]
    assert kim["invitation"] is None
    later = await boss.post(f"/members/{kim['id']}/invitation")
    assert later.status_code == 201


async def test_one_wrong_row_and_nothing_is_made(
    boss: AsyncClient, database: Database, olga: Person, ann: Person, vic: Person
) -> None:
    for _ in range(2):
        await make.team(database, None, org_id=olga.org_id, name="Twin")
    await make.team(database, ann, name="Finance")
    before = await counts(boss)
    sent = {
        "teams": [
            {"name": "A", "parent": "B"},
            {"name": "B", "parent": "A"},
            {"name": "Twin", "parent": "Twin"},
            {"name": "C", "lead": "nobody@acme.example"},
            {"name": "D", "lead": vic.email, "parent": "A"},
            {"name": "C"},
            {"name": "Finance", "parent": "C", "lead": "good@acme.example"},
            {"name": "E", "lead": "look@acme.example"},
        ],
        "members": [
            row("Good"),
            row("Good"),
            row("Ann") | {"email": ann.email},
            row("Pia", "C", "Twin"),
            row("Look", role="viewer"),
        ],
    }

    refused = await boss.post(URL, json=sent)

    assert set(errors(refused)) == {
        ("/members/1/email", "row_repeated"),
        ("/members/2/email", "member_exists"),
        ("/members/3/teams/1", "team_ambiguous"),
        ("/teams/0/parent", "teams_in_ring"),
        ("/teams/1/parent", "teams_in_ring"),
        ("/teams/2/name", "team_ambiguous"),
        ("/teams/2/parent", "team_ambiguous"),
        ("/teams/3/lead", "lead_unknown"),
        ("/teams/4/lead", "owner_unfit"),
        ("/teams/5/name", "row_repeated"),
        ("/teams/6/parent", "team_differs"),
        ("/teams/6/lead", "team_differs"),
        ("/teams/7/lead", "owner_unfit"),
    }
    assert refused.json()["code"] == "not_valid"
    assert await counts(boss) == before
    assert (await boss.get("/journal")).json()["items"] == []


async def test_at_most_twenty_errors_are_told(boss: AsyncClient, ann: Person) -> None:
    members = [row("X") | {"email": ann.email} for _ in range(30)]
    by_rule = errors(await boss.post(URL, json={"members": members}))
    wrong = [row(f"X{n}") | {"email": "nobody"} for n in range(30)]
    by_form = errors(await boss.post(URL, json={"members": wrong}))

    assert (len(by_rule), len(by_form)) == (20, 20)
    assert by_form[17] == ("/members/17/email", "not_an_email")
    assert by_rule[17] == ("/members/17/email", "row_repeated")


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"members": []}, "/members"),
        ({"members": [row("X")] * 1001}, "/members"),
        ({"members": [row("X", *"abcdefghijk")]}, "/members/0/teams"),
        ({"members": [row("X", "")]}, "/members/0/teams/0"),
        ({"members": [row("X", role="king")]}, "/members/0/role"),
        ({"members": [row("X")], "teams": [{"name": "T", "lead": "x"}]}, "/teams/0/lead"),
        ({"members": [row("X")], "send": True}, "/send"),
        (
            {"members": [row(f"x{n}", *map(str, range(n * 9, n * 9 + 9))) for n in range(60)]},
            "/teams",
        ),
    ],
)
async def test_odd_imports_are_refused(boss: AsyncClient, sent: Any, pointer: str) -> None:
    assert errors(await boss.post(URL, json=sent))[0][0] == pointer


async def test_only_owners_import_owners(
    app: FastAPI, boss: AsyncClient, database: Database, olga: Person
) -> None:
    ada = await make.member(database, olga.org_id, "Ada", Role.admin)
    sent = {"members": [row("Kim"), row("Own", role="owner")]}
    async with client_of(app, ada) as adas:
        refused = await adas.post(URL, json=sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")
    assert (await boss.post(URL, json=sent)).status_code == 201


async def test_an_import_is_made_once_and_its_secrets_are_not_kept(boss: AsyncClient) -> None:
    key = {"Idempotency-Key": "k1"}
    made = await boss.post(URL, json={"members": [row("Kim")]}, headers=key)
    again = await boss.post(URL, json={"members": [row("Kim")]}, headers=key)
    assert (made.status_code, again.status_code) == (201, 409)
    assert again.json()["code"] == "idempotency_replay_unavailable"


async def test_members_of_another_organization_are_nobody_here(
    boss: AsyncClient, database: Database, zoe: Person
) -> None:
    theirs = await make.team(database, zoe, name="Brand")
    sent = {"members": [row("Zoe", "Brand") | {"email": zoe.email}]}
    made = await boss.post(URL, json=sent | {"teams": [{"name": "Brand", "lead": zoe.email}]})

    assert made.status_code == 201
    [team] = made.json()["teams"]
    assert team["id"] != str(theirs.id)
    lead = (await boss.get(f"/teams/{team['id']}")).json()["lead_id"]
    assert lead == made.json()["members"][0]["id"] != str(zoe.id)


async def test_a_thousand_rows_fit_and_are_fast(
    boss: AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    teams = [{"name": f"市场部 {n}", "parent": f"市场部 {n // 5}"} for n in range(1, 100)]
    members = [
        row(f"somebody.with.a.long.name.{n}", f"市场部 {n % 100}", f"市场部 {(n + 1) % 100}")
        | {"name": f"王小明 {n} " + "很" * 100}
        for n in range(1000)
    ]
    await boss.post(URL, json={"members": [row("First")]})  # what is built once is built
    began = perf_counter()
    made = await boss.post(URL, json={"teams": teams, "members": members})
    took = perf_counter() - began

    assert made.status_code == 201
    assert (made.json()["member_count"], made.json()["team_count"]) == (1000, 100)
    tokens = {m["invitation"]["token"] for m in made.json()["members"]}
    assert len(tokens) == 1000
    last = (await boss.get("/journal?limit=1")).json()["items"][0]
    assert last["seq"] == 1101
    with capsys.disabled():
        print(f"\n1,000 members in 100 teams imported in {took:.2f} s")


async def test_more_than_a_megabyte_is_no_import(boss: AsyncClient) -> None:
    refused = await boss.post(
        URL, content=b"x" * (MAX_IMPORT + 1), headers={"Content-Type": "application/json"}
    )
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")
