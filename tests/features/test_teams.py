from typing import Any

from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.role import Role
from app.tables.member import MemberState
from tests import make
from tests.people import Person, client_of

ANY = {"If-Match": "*"}


async def lines(boss: AsyncClient, id: Any) -> list[dict[str, Any]]:
    """Return what the journal says of something, oldest first."""
    found = await boss.get(f"/journal?since_seq=0&subject_id={id}")
    told: list[dict[str, Any]] = found.json()["items"]
    return told


async def test_a_team_is_made_read_changed_and_deleted(
    boss: AsyncClient, olga: Person, ann: Person
) -> None:
    above = (await boss.post("/teams", json={"name": "Marketing"})).json()
    new = {"name": "Brand", "parent_id": above["id"], "lead_id": str(ann.id)}
    made = await boss.post("/teams", json=new)
    assert made.status_code == 201
    team, url = made.json(), f"/teams/{made.json()['id']}"
    assert {name: team[name] for name in new} == new
    assert team["lead"] == {"id": str(ann.id), "name": "Ann"}
    assert (team["member_count"], team["version"]) == (0, 1)
    assert (above["parent_id"], above["lead_id"], above["lead"]) == (None, None, None)

    read = await boss.get(url)
    assert (read.content, made.headers["location"]) == (
        made.content, f"/v1/orgs/{olga.org_id}{url}",
    )  # fmt: skip
    tag = {"If-Match": read.headers["etag"]}
    changed = await boss.patch(url, json={"lead_id": None, "name": "Marks"}, headers=tag)
    assert (changed.json()["name"], changed.json()["lead"]) == ("Marks", None)
    assert changed.json()["version"] == 2
    assert (await boss.patch(url, json={"name": "x"}, headers=tag)).status_code == 412
    same = await boss.patch(url, json={"name": "Marks"}, headers=ANY)
    assert same.json()["version"] == 2
    assert (await boss.delete(url)).status_code == 428
    assert (await boss.delete(url, headers=ANY)).status_code == 204
    assert (await boss.get(url)).status_code == 404
    actions = [line["action"] for line in await lines(boss, team["id"])]
    assert actions == ["team.created", "team.updated", "team.deleted"]


async def test_teams_are_listed_by_parent_and_lead_page_by_page(
    boss: AsyncClient, database: Database, ann: Person
) -> None:
    top = await make.team(database, None, org_id=ann.org_id)
    below = [await make.team(database, ann, parent_id=top.id) for _ in range(2)]

    everything = (await boss.get("/teams")).json()["items"]
    inside = (await boss.get(f"/teams?parent_id={top.id}")).json()["items"]
    led = (await boss.get(f"/teams?lead_id={ann.id}&limit=1")).json()
    rest = await boss.get(f"/teams?lead_id={ann.id}&limit=1&cursor={led['next_cursor']}")

    assert [team["id"] for team in everything] == [str(t.id) for t in (*below[::-1], top)]
    assert inside == everything[:2] == led["items"] + rest.json()["items"]
    assert rest.json()["next_cursor"] is None


async def test_no_team_comes_to_lie_below_itself(
    boss: AsyncClient, database: Database, olga: Person
) -> None:
    top = await make.team(database, None, org_id=olga.org_id)
    middle = await make.team(database, None, org_id=olga.org_id, parent_id=top.id)
    low = await make.team(database, None, org_id=olga.org_id, parent_id=middle.id)

    def under(parent: Any) -> dict[str, str]:
        return {"parent_id": str(parent.id)}

    around = await boss.patch(f"/teams/{top.id}", json=under(low), headers=ANY)
    itself = await boss.patch(f"/teams/{top.id}", json=under(top), headers=ANY)
    up = await boss.patch(f"/teams/{low.id}", json=under(top), headers=ANY)

    assert (around.status_code, around.json()["code"]) == (409, "team_loop")
    path = [str(team.id) for team in (top, low, middle, top)]
    assert around.json()["path"] == [{"kind": "team", "id": id} for id in path]
    assert [step["id"] for step in itself.json()["path"]] == [str(top.id)] * 2
    assert up.json()["parent_id"] == str(top.id)


async def test_a_lead_is_somebody_who_can_own(
    boss: AsyncClient, database: Database, olga: Person, ann: Person, vic: Person, zoe: Person
) -> None:
    gone = await make.member(database, olga.org_id, "Gil", state=MemberState.deactivated)
    team = await make.team(database, ann)
    url = f"/teams/{team.id}"
    for person, code in ((vic, "owner_unfit"), (gone, "owner_unfit"), (zoe, "unknown_id")):
        lead = {"lead_id": str(person.id)}
        answers = [
            await boss.post("/teams", json={"name": "Brand", **lead}),
            await boss.patch(url, json=lead, headers=ANY),
        ]
        assert {a.status_code for a in answers} == {422}
        assert [a.json()["errors"][0]["pointer"] for a in answers] == ["/lead_id"] * 2
        assert {a.json()["code"] for a in answers} == {code}
    elsewhere = await boss.post("/teams", json={"name": "Brand", "parent_id": str(zoe.id)})
    assert elsewhere.json()["errors"][0]["pointer"] == "/parent_id"

    await boss.delete(f"/members/{ann.id}", headers=ANY)
    renamed = await boss.patch(url, json={"name": "x", "lead_id": str(ann.id)}, headers=ANY)
    assert (renamed.status_code, renamed.json()["lead"]["name"]) == (200, "Ann")


async def test_a_lead_who_has_become_a_viewer_decides_nothing_and_looks_on(
    app: FastAPI, boss: AsyncClient, database: Database, ann: Person
) -> None:
    team = await make.team(database, ann)
    objective = await make.objective(
        database, ann, owner_member_id=None, owner_team_id=team.id, visibility="private"
    )
    await boss.patch(f"/members/{ann.id}", json={"role": "viewer"}, headers=ANY)

    url = f"/objectives/{objective.id}"
    async with client_of(app, ann) as anns:
        assert (await anns.get(url)).status_code == 200
        refused = await anns.patch(url, json={"why": "So."}, headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")


async def test_members_join_and_leave_a_team(
    boss: AsyncClient, database: Database, ann: Person, bob: Person
) -> None:
    team = await make.team(database, ann)
    url, other = f"/teams/{team.id}/members", await make.team(database, None, bob, name="Finance")

    joined = await boss.post(url, json={"member_id": str(bob.id)})
    again = await boss.post(url, json={"member_id": str(bob.id)})
    assert (joined.status_code, again.status_code) == (201, 200)
    assert [t["name"] for t in joined.json()["teams"]] == ["Brand", "Finance"]
    assert again.content == joined.content == (await boss.get(f"/members/{bob.id}")).content
    assert (await boss.get(f"/teams/{team.id}")).json()["member_count"] == 1
    assert (await boss.get(url)).json()["items"] == [joined.json()]  # not its lead

    assert (await boss.delete(f"{url}/{bob.id}")).status_code == 204
    assert (await boss.delete(f"{url}/{bob.id}")).status_code == 404
    assert (await boss.get(url)).json()["items"] == []
    teams = (await boss.get(f"/members/{bob.id}")).json()["teams"]
    assert teams == [{"id": str(other.id), "name": "Finance"}]
    told = [(line["action"], line["before"], line["after"]) for line in await lines(boss, team.id)]
    who = {"member_id": str(bob.id)}
    assert told == [("team.member_added", None, who), ("team.member_removed", who, None)]


async def test_a_team_lists_its_members_page_by_page(
    boss: AsyncClient, database: Database, ann: Person, bob: Person, max: Person, zoe: Person
) -> None:
    team = await make.team(database, None, ann, bob, max)
    url = f"/teams/{team.id}/members"
    first = (await boss.get(f"{url}?limit=2")).json()
    rest = (await boss.get(f"{url}?limit=2&cursor={first['next_cursor']}")).json()

    names = [member["name"] for member in first["items"] + rest["items"]]
    assert sorted(names) == ["Ann", "Bob", "Max"]
    assert rest["next_cursor"] is None
    unknown = [f"/teams/{zoe.org_id}/members", "/teams/x/members"]
    assert [(await boss.get(each)).status_code for each in unknown] == [404, 404]


async def test_who_has_left_or_is_not_there_joins_no_team(
    boss: AsyncClient, database: Database, olga: Person, zoe: Person
) -> None:
    team = await make.team(database, olga)
    gone = await make.member(database, olga.org_id, "Gil", state=MemberState.deactivated)
    for person, code in ((gone, "member_left"), (zoe, "unknown_id")):
        refused = await boss.post(f"/teams/{team.id}/members", json={"member_id": str(person.id)})
        [error] = refused.json()["errors"]
        assert (error["pointer"], error["code"]) == ("/member_id", code)


async def test_a_new_member_joins_teams_at_once(
    boss: AsyncClient, database: Database, olga: Person, zoe: Person
) -> None:
    teams = [str((await make.team(database, olga)).id) for _ in range(2)]
    nina = {"email": "nina@acme.example", "name": "Nina", "role": "member"}
    made = await boss.post("/members", json=nina | {"team_ids": [*teams, teams[0]]})
    foreign = await make.team(database, zoe)
    odd = {"email": "x@acme.example", "team_ids": [teams[0], str(foreign.id)]}
    refused = await boss.post("/members", json=nina | odd)

    assert made.status_code == 201
    assert [team["id"] for team in made.json()["teams"]] == teams
    [line] = await lines(boss, made.json()["id"])
    assert (line["action"], line["after"]["team_ids"]) == ("member.created", teams)
    assert refused.json()["errors"][0]["pointer"] == "/team_ids/1"


async def test_who_joins_sees_what_is_for_the_team_and_so_do_the_leads_above(
    app: FastAPI, boss: AsyncClient, database: Database, olga: Person, ann: Person, bob: Person
) -> None:
    above = await make.team(database, None, org_id=olga.org_id)
    team = await make.team(database, None, org_id=olga.org_id)
    max = await make.member(database, olga.org_id, "Max", Role.manager)
    objective = await make.objective(
        database, ann, owner_member_id=None, owner_team_id=team.id, visibility="team"
    )

    async def seen_by(person: Person) -> bool:
        async with client_of(app, person) as client:
            found = await client.get(f"/objectives/{objective.id}")
            listed = (await client.get("/objectives")).json()["items"]
        assert bool(listed) == (found.status_code == 200)
        return found.status_code == 200

    assert not await seen_by(bob)
    await boss.post(f"/teams/{team.id}/members", json={"member_id": str(bob.id)})
    assert await seen_by(bob)
    assert not await seen_by(max)
    await boss.patch(f"/teams/{above.id}", json={"lead_id": str(max.id)}, headers=ANY)
    assert not await seen_by(max)
    await boss.patch(f"/teams/{team.id}", json={"parent_id": str(above.id)}, headers=ANY)
    assert await seen_by(max)
    await boss.delete(f"/teams/{team.id}/members/{bob.id}")
    assert not await seen_by(bob)


async def test_a_team_of_another_organization_is_not_there(
    app: FastAPI, database: Database, zoe: Person, ann: Person
) -> None:
    url = f"/teams/{(await make.team(database, ann, ann)).id}"
    async with client_of(app, zoe) as zoes:
        answers = [
            await zoes.get(url),
            await zoes.get(f"{url}/members"),
            await zoes.patch(url, json={"name": "x"}, headers=ANY),
            await zoes.delete(url, headers=ANY),
            await zoes.post(f"{url}/members", json={"member_id": str(zoe.id)}),
            await zoes.delete(f"{url}/members/{ann.id}"),
        ]
        assert (await zoes.get("/teams")).json()["items"] == []
    assert {a.status_code for a in answers} == {404}
