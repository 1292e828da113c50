"""Who may do what: the table of the domain, asked of every operation, role by role.

What is asked about is mine, of a team that I lead, another's, another's in private, or the
organization's; and who asks may as well belong elsewhere, or have no token.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Cycle, Evaluation, KeyResult, Member, Objective
from app.tables.member import MemberState
from tests import make, watched
from tests.people import Person, client_of, today

MATCH = {"If-Match": "*"}
NOBODY = None
VIEWER, MEMBER, MANAGER, ADMIN, OWNER = Role
MINE, LED, THEIRS = "mine", "my team's", "theirs"
PRIVATE, OURS = "theirs in private", "the organization's"


@dataclass
class World:
    """What a role finds: people, a cycle, and one objective with a key result of somebody's."""

    database: Database
    me: Person
    other: Person
    year: Cycle
    whose: str
    place: dict[str, Any]
    objective: Objective
    key_result: KeyResult

    @property
    def owner(self) -> dict[str, str]:
        team = {"kind": "team", "id": str(self.place.get("owner_team_id"))}
        owners = {MINE: self.me.owner, LED: team, OURS: make.ours(self.me)}
        return owners.get(self.whose, self.other.owner)

    async def more(self, **fields: Any) -> Objective:
        """Make one more objective of the same owner."""
        return await make.objective(self.database, self.me, self.year, **(self.place | fields))

    async def edge(self, child: Objective, parent: Objective, **fields: Any) -> str:
        made = await make.alignment(self.database, child, parent, **fields)
        return f"/alignments/{made.id}"

    async def a_member(self, role: Role, **fields: Any) -> str:
        made = await make.member(self.database, self.me.org_id, "Kim", role, **fields)
        return f"/members/{made.id}"


Call = tuple[str, str, Any]
Ask = Callable[[World], Awaitable[Call]]


def goal(row: Objective | KeyResult) -> dict[str, str]:
    return {"kind": row.kind_name, "id": str(row.id)}


def read(path: str) -> Ask:
    async def ask(w: World) -> Call:
        return (
            "GET",
            path.format(o=w.objective.id, kr=w.key_result.id, c=w.year.id, m=w.me.id),
            None,
        )

    return ask


async def read_check_in(w: World) -> Call:
    made = await make.check_in(w.database, w.other, w.key_result)
    return "GET", f"/check-ins/{made.id}", None


async def initiative(w: World, *, mine: bool = False) -> str:
    made = await make.initiative(w.database, w.key_result, w.me if mine else None)
    return f"/initiatives/{made.id}"


async def read_initiative(w: World) -> Call:
    return "GET", await initiative(w), None


async def read_alignment(w: World) -> Call:
    return "GET", await w.edge(w.objective, await w.more()), None


async def create_objective(w: World) -> Call:
    new = {"cycle_id": str(w.year.id), "owner": w.owner, "title": "Be loved"}
    return "POST", "/objectives", new


async def update_objective(w: World) -> Call:
    return "PATCH", f"/objectives/{w.objective.id}", {"why": "So."}


async def delete_objective(w: World) -> Call:
    return "DELETE", f"/objectives/{(await w.more(state='draft')).id}", None


async def drop_objective(w: World) -> Call:
    return "POST", f"/objectives/{w.objective.id}/transitions", {"to": "dropped"}


async def agree_objective(w: World) -> Call:
    proposed = await w.more(state="proposed")
    return "POST", f"/objectives/{proposed.id}/transitions", {"to": "agreed"}


async def create_key_result(w: World) -> Call:
    new = {"title": "NPS", "metric": {"kind": "yes_no"}, "owner": None}
    return "POST", f"/objectives/{w.objective.id}/key-results", new


async def update_key_result(w: World) -> Call:
    return "PATCH", f"/key-results/{w.key_result.id}", {"weight": 2}


async def delete_key_result(w: World) -> Call:
    return "DELETE", f"/key-results/{w.key_result.id}", None


async def drop_key_result(w: World) -> Call:
    return "POST", f"/key-results/{w.key_result.id}/transitions", {"to": "dropped"}


async def check_in(w: World) -> Call:
    return "POST", f"/key-results/{w.key_result.id}/check-ins", {"value": 1}


async def check_in_on_my_key_result(w: World) -> Call:
    fields = {"owner_member_id": w.me.id, "position": 1}
    made = await make.key_result(w.database, w.objective, **fields)
    return "POST", f"/key-results/{made.id}/check-ins", {"value": 1}


async def score_key_result(w: World) -> Call:
    return "PUT", f"/key-results/{w.key_result.id}/score", {"score": 0}


async def score_my_key_result(w: World) -> Call:
    fields = {"owner_member_id": w.me.id, "position": 1}
    made = await make.key_result(w.database, w.objective, **fields)
    return "PUT", f"/key-results/{made.id}/score", {"score": 0}


async def score_objective(w: World) -> Call:
    return "PUT", f"/objectives/{w.objective.id}/score", {"score": 0}


async def create_initiative(w: World) -> Call:
    return (
        "POST",
        f"/key-results/{w.key_result.id}/initiatives",
        {"title": "Shop", "owner_id": None},
    )


async def create_under_my_key_result(w: World) -> Call:
    fields = {"owner_member_id": w.me.id, "position": 1}
    made = await make.key_result(w.database, w.objective, **fields)
    return "POST", f"/key-results/{made.id}/initiatives", {"title": "Shop", "owner_id": None}


async def update_initiative(w: World) -> Call:
    return "PATCH", await initiative(w), {"state": "doing"}


async def update_my_initiative(w: World) -> Call:
    return "PATCH", await initiative(w, mine=True), {"state": "doing"}


async def hand_on_my_initiative(w: World) -> Call:
    return "PATCH", await initiative(w, mine=True), {"owner_id": None}


async def delete_initiative(w: World) -> Call:
    return "DELETE", await initiative(w), None


async def delete_my_initiative(w: World) -> Call:
    return "DELETE", await initiative(w, mine=True), None


async def propose(w: World) -> Call:
    parent = await make.objective(w.database, w.other, w.year)
    return "POST", "/alignments", {"child": goal(w.objective), "parent": goal(parent)}


async def note_alignment(w: World) -> Call:
    parent = await make.objective(w.database, w.other, w.year)
    return "PATCH", await w.edge(w.objective, parent, state="proposed"), {"note": "Because."}


async def weigh_accepted(w: World) -> Call:
    child = await make.objective(w.database, w.other, w.year)
    return "PATCH", await w.edge(child, w.objective), {"weight": 2}


async def decide(w: World) -> Call:
    child = await make.objective(w.database, w.other, w.year)
    url = await w.edge(child, w.objective, state="proposed")
    return "POST", f"{url}/decision", {"decision": "accept"}


async def withdraw(w: World) -> Call:
    parent = await make.objective(w.database, w.other, w.year)
    url = await w.edge(w.objective, parent)
    return "POST", f"{url}/transitions", {"to": "withdrawn"}


async def evaluation(w: World, **fields: Any) -> str:
    """Evaluate the other, as somebody who is neither of the two."""
    kim = await make.member(w.database, w.me.org_id, "Kim")
    blank = {"org_id": kim.org_id, "cycle_id": w.year.id, "assessment": None}
    whose = {"evaluator_id": kim.id, "owner_member_id": w.other.id}
    row = Evaluation.model_validate(blank | whose | fields)
    await make.keep(w.database, kim.org_id, row)
    return f"/evaluations/{row.id}"


async def read_evaluation(w: World) -> Call:
    return "GET", await evaluation(w), None


async def read_evaluation_of_mine(w: World) -> Call:
    return "GET", await evaluation(w, owner_member_id=w.me.id, state="shared"), None


async def create_evaluation(w: World) -> Call:
    return "POST", "/evaluations", {"cycle_id": str(w.year.id), "owner": w.other.owner}


async def evaluate_whom_i_lead(w: World) -> Call:
    await make.team(w.database, w.me, w.other)
    return await create_evaluation(w)


async def update_evaluation(w: World) -> Call:
    return "PATCH", await evaluation(w), {"assessment": "Well done."}


async def update_my_draft(w: World) -> Call:
    return "PATCH", await evaluation(w, evaluator_id=w.me.id), {"assessment": "Well done."}


async def delete_evaluation(w: World) -> Call:
    return "DELETE", await evaluation(w), None


async def share_evaluation(w: World) -> Call:
    return "POST", f"{await evaluation(w)}/transitions", {"to": "shared"}


async def share_my_draft(w: World) -> Call:
    url = await evaluation(w, evaluator_id=w.me.id)
    return "POST", f"{url}/transitions", {"to": "shared"}


async def acknowledge(w: World) -> Call:
    url = await evaluation(w, owner_member_id=w.me.id, state="shared")
    return "POST", f"{url}/transitions", {"to": "acknowledged", "comment": "Thanks."}


async def create_cycle(w: World) -> Call:
    days = {"starts_on": str(today()), "ends_on": str(today())}
    return "POST", "/cycles", {"name": "Day", "kind": "custom"} | days


async def update_cycle(w: World) -> Call:
    return "PATCH", f"/cycles/{w.year.id}", {"name": "Year"}


async def delete_cycle(w: World) -> Call:
    return "DELETE", f"/cycles/{(await make.cycle(w.database, w.me.org_id)).id}", None


async def move_cycle(w: World) -> Call:
    return "POST", f"/cycles/{w.year.id}/transitions", {"to": "review"}


async def copy_objectives(w: World) -> Call:
    source = await make.cycle(w.database, w.me.org_id)
    await make.objective(w.database, w.other, source)
    return "POST", f"/cycles/{w.year.id}/copies", {"from_cycle_id": str(source.id)}


async def update_organization(w: World) -> Call:
    return "PATCH", "", {"mission": "Make good things."}


async def create_member(w: World) -> Call:
    return "POST", "/members", {"email": "kim@acme.example", "name": "Kim", "role": "member"}


async def create_owner(w: World) -> Call:
    return "POST", "/members", {"email": "kim@acme.example", "name": "Kim", "role": "owner"}


async def promote(w: World) -> Call:
    return "PATCH", await w.a_member(MEMBER), {"role": "admin"}


async def unmake_owner(w: World) -> Call:
    return "PATCH", await w.a_member(OWNER), {"role": "member"}


async def deactivate(w: World) -> Call:
    return "POST", f"{await w.a_member(MEMBER)}/transitions", {"to": "deactivated"}


async def delete_member(w: World) -> Call:
    return "DELETE", await w.a_member(MEMBER), None


async def invite_anew(w: World) -> Call:
    email = "lee@acme.example"
    fields = {"role": MEMBER, "state": MemberState.invited, "org_id": w.me.org_id}
    invited = Member.model_validate({"name": "Lee", "email": email, "account_id": None} | fields)
    await make.keep(w.database, w.me.org_id, invited)
    return "POST", f"/members/{invited.id}/invitation", None


async def read_team(w: World) -> Call:
    return "GET", f"/teams/{(await make.team(w.database, w.other)).id}", None


async def read_team_members(w: World) -> Call:
    return "GET", f"/teams/{(await make.team(w.database, w.other)).id}/members", None


async def read_team_sheet(w: World) -> Call:
    team = await make.team(w.database, w.other)
    return "GET", f"/teams/{team.id}/sheet?cycle_id={w.year.id}", None


async def create_team(w: World) -> Call:
    return "POST", "/teams", {"name": "Brand", "lead_id": str(w.other.id)}


async def update_team(w: World) -> Call:
    """Change a team as whoever leads it: that alone is not enough."""
    return "PATCH", f"/teams/{(await make.team(w.database, w.me)).id}", {"name": "Marks"}


async def delete_team(w: World) -> Call:
    return "DELETE", f"/teams/{(await make.team(w.database, w.me)).id}", None


async def add_team_member(w: World) -> Call:
    team = await make.team(w.database, w.me)
    return "POST", f"/teams/{team.id}/members", {"member_id": str(w.other.id)}


async def remove_team_member(w: World) -> Call:
    team = await make.team(w.database, w.me, w.me)
    return "DELETE", f"/teams/{team.id}/members/{w.me.id}", None


async def hand_over(w: World) -> Call:
    """Hand over one's own as well: it is an admin's to move what several people see as theirs."""
    return "POST", f"/members/{w.me.id}/hand-over", {"to": str(w.other.id)}


async def import_members(w: World) -> Call:
    return "POST", "/member-imports", {"members": [{"email": "kim@acme.example", "name": "Kim"}]}


async def import_owner(w: World) -> Call:
    kim = {"email": "kim@acme.example", "name": "Kim", "role": "owner"}
    return "POST", "/member-imports", {"members": [kim]}


async def read_theme(w: World) -> Call:
    return "GET", f"/themes/{(await make.theme(w.database, w.me.org_id)).id}", None


async def create_theme(w: World) -> Call:
    return "POST", "/themes", {"name": "A brand of our own"}


async def update_theme(w: World) -> Call:
    theme = await make.theme(w.database, w.me.org_id)
    return "PATCH", f"/themes/{theme.id}", {"position": 3}


async def delete_theme(w: World) -> Call:
    return "DELETE", f"/themes/{(await make.theme(w.database, w.me.org_id)).id}", None


async def a_kpi(w: World) -> str:
    return f"/kpis/{(await watched.kpi(w.database, w.me, **w.place)).id}"


async def read_kpi(w: World) -> Call:
    return "GET", await a_kpi(w), None


async def read_kpi_targets(w: World) -> Call:
    return "GET", f"{await a_kpi(w)}/targets", None


async def read_measurements(w: World) -> Call:
    return "GET", f"{await a_kpi(w)}/measurements", None


async def read_kpi_series(w: World) -> Call:
    return "GET", f"{await a_kpi(w)}/series?cycle_id={w.year.id}", None


async def create_kpi(w: World) -> Call:
    return "POST", "/kpis", watched.body(w.me, owner=w.owner)


async def update_kpi(w: World) -> Call:
    return "PATCH", await a_kpi(w), {"name": "Sales"}


async def delete_kpi(w: World) -> Call:
    return "DELETE", await a_kpi(w), None


async def replace_kpi_targets(w: World) -> Call:
    rows = [{"period_on": str(watched.JANUARY), "target": 1}]
    return "PUT", f"{await a_kpi(w)}/targets", {"items": rows}


async def measure(w: World) -> Call:
    return (
        "POST",
        f"{await a_kpi(w)}/measurements",
        {"period_on": str(watched.JANUARY), "value": 1},
    )


async def import_measurements(w: World) -> Call:
    row = {"period_on": str(watched.JANUARY), "value": 1}
    kpi_id = (await a_kpi(w)).removeprefix("/kpis/")
    return "POST", "/measurement-imports", {"items": [row | {"kpi_id": kpi_id}]}


async def create_link(w: World) -> Call:
    query = {"cycle_id": str(w.year.id)}
    return "POST", "/links", {"path": "/sheets/organization", "query": query}


async def end_link(w: World, maker: Person) -> Call:
    return "DELETE", f"/links/{(await make.link(w.database, maker)).id}", None


async def end_my_link(w: World) -> Call:
    return await end_link(w, w.me)


async def end_their_link(w: World) -> Call:
    return await end_link(w, w.other)


# What is read by everybody; then, by whose it is, from which role on something may be done.
def with_teams_and_private(by: dict[str, Role | None]) -> dict[str, Role | None]:
    """Add what follows: who leads a team does as with their own; private is as the other's."""
    led = {LED: by[MINE]} if MINE in by else {}
    return led | by | ({PRIVATE: by[THEIRS]} if by.get(THEIRS, MEMBER) in (ADMIN, NOBODY) else {})


READS: list[tuple[str, Ask, Role | None]] = [
    ("get_organization", read(""), VIEWER),
    ("list_members", read("/members"), VIEWER),
    ("get_member", read("/members/{m}"), VIEWER),
    ("list_cycles", read("/cycles"), VIEWER),
    ("get_cycle", read("/cycles/{c}"), VIEWER),
    ("get_cycle_status", read("/cycles/{c}/status"), VIEWER),
    ("get_organization_sheet", read("/sheet?cycle_id={c}"), VIEWER),
    ("get_member_sheet", read("/members/{m}/sheet?cycle_id={c}"), VIEWER),
    ("get_team_sheet", read_team_sheet, VIEWER),
    ("list_sheets", read("/sheets?cycle_id={c}"), MANAGER),
    ("list_cycle_snapshot", read("/cycles/{c}/snapshot"), VIEWER),
    ("list_objectives", read("/objectives"), VIEWER),
    ("list_key_results", read("/key-results"), VIEWER),
    ("list_check_ins", read("/check-ins"), VIEWER),
    ("list_initiatives", read("/initiatives"), VIEWER),
    ("list_alignments", read("/alignments"), VIEWER),
    ("list_kpis", read("/kpis"), VIEWER),
    ("list_kpi_board", read("/kpi-board?cycle_id={c}"), VIEWER),
    ("get_alignment_graph", read("/alignment-graph?cycle_id={c}"), VIEWER),
    ("list_teams", read("/teams"), VIEWER),
    ("get_team", read_team, VIEWER),
    ("list_team_members", read_team_members, VIEWER),
    ("list_themes", read("/themes"), VIEWER),
    ("get_theme", read_theme, VIEWER),
    ("list_links", read("/links"), VIEWER),
    ("list_journal", read("/journal"), ADMIN),
    ("list_evaluations", read("/evaluations"), VIEWER),
    ("get_evaluation", read_evaluation_of_mine, VIEWER),
]
# Of an evaluation of somebody else: who neither judges nor is judged does not find it.
CONFIDENTIAL: list[tuple[str, Ask]] = [
    ("get_evaluation", read_evaluation),
    ("update_evaluation", update_evaluation),
    ("delete_evaluation", delete_evaluation),
    ("move_evaluation", share_evaluation),
]
# Of a goal: by who may see it.
OF_GOALS: list[tuple[str, Ask]] = [
    ("get_objective", read("/objectives/{o}")),
    ("list_objective_key_results", read("/objectives/{o}/key-results")),
    ("get_key_result", read("/key-results/{kr}")),
    ("list_key_result_check_ins", read("/key-results/{kr}/check-ins")),
    ("get_check_in", read_check_in),
    ("get_objective_score", read("/objectives/{o}/score")),
    ("get_key_result_score", read("/key-results/{kr}/score")),
    ("list_key_result_initiatives", read("/key-results/{kr}/initiatives")),
    ("get_initiative", read_initiative),
    ("get_alignment", read_alignment),
    ("get_kpi", read_kpi),
    ("get_kpi_targets", read_kpi_targets),
    ("list_measurements", read_measurements),
    ("get_kpi_series", read_kpi_series),
]
BY_OWNER: list[tuple[str, Ask, dict[str, Role | None]]] = [
    ("create_objective", create_objective, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("update_objective", update_objective, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("delete_objective", delete_objective, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("move_objective", drop_objective, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("move_objective", agree_objective, {MINE: MEMBER, OURS: OWNER, THEIRS: NOBODY}),
    ("create_key_result", create_key_result, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("update_key_result", update_key_result, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("delete_key_result", delete_key_result, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("move_key_result", drop_key_result, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("create_check_in", check_in, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("create_check_in", check_in_on_my_key_result, {OURS: MEMBER, THEIRS: MEMBER}),
    ("create_initiative", create_initiative, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("create_initiative", create_under_my_key_result, {OURS: MEMBER, THEIRS: MEMBER}),
    ("update_initiative", update_initiative, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("update_initiative", update_my_initiative, {OURS: MEMBER, THEIRS: MEMBER}),
    ("update_initiative", hand_on_my_initiative, {OURS: MANAGER}),
    ("delete_initiative", delete_initiative, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("delete_initiative", delete_my_initiative, {OURS: MANAGER}),
    ("score_objective", score_objective, {MINE: MEMBER, OURS: MANAGER, THEIRS: NOBODY}),
    ("score_key_result", score_key_result, {MINE: MEMBER, OURS: MANAGER, THEIRS: NOBODY}),
    ("score_key_result", score_my_key_result, {OURS: MEMBER, THEIRS: MEMBER}),
    ("create_alignment", propose, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("update_alignment", note_alignment, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("update_alignment", weigh_accepted, {MINE: MEMBER, OURS: MANAGER, THEIRS: NOBODY}),
    ("decide_alignment", decide, {MINE: MEMBER, OURS: MANAGER, THEIRS: NOBODY}),
    ("move_alignment", withdraw, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("create_kpi", create_kpi, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("update_kpi", update_kpi, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("delete_kpi", delete_kpi, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("replace_kpi_targets", replace_kpi_targets, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("create_measurement", measure, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
    ("import_measurements", import_measurements, {MINE: MEMBER, OURS: MANAGER, THEIRS: ADMIN}),
]
CREATES = (create_objective, create_kpi)  # nothing is hidden of what is not there yet
WRITES: list[tuple[str, Ask, Role | None]] = [
    ("create_cycle", create_cycle, MANAGER),
    ("update_cycle", update_cycle, MANAGER),
    ("delete_cycle", delete_cycle, MANAGER),
    ("move_cycle", move_cycle, MANAGER),
    ("copy_objectives", copy_objectives, MANAGER),
    ("update_organization", update_organization, ADMIN),
    ("create_member", create_member, ADMIN),
    ("create_member", create_owner, OWNER),
    ("update_member", promote, ADMIN),
    ("update_member", unmake_owner, OWNER),
    ("move_member", deactivate, ADMIN),
    ("delete_member", delete_member, ADMIN),
    ("invite_member", invite_anew, ADMIN),
    ("create_team", create_team, ADMIN),
    ("update_team", update_team, ADMIN),
    ("delete_team", delete_team, ADMIN),
    ("add_team_member", add_team_member, ADMIN),
    ("remove_team_member", remove_team_member, ADMIN),
    ("hand_over", hand_over, ADMIN),
    ("create_evaluation", create_evaluation, ADMIN),
    ("create_evaluation", evaluate_whom_i_lead, MEMBER),
    ("update_evaluation", update_my_draft, MEMBER),
    ("move_evaluation", share_my_draft, MEMBER),
    ("move_evaluation", acknowledge, MEMBER),
    ("import_members", import_members, ADMIN),
    ("import_members", import_owner, OWNER),
    ("create_theme", create_theme, MANAGER),
    ("update_theme", update_theme, MANAGER),
    ("delete_theme", delete_theme, MANAGER),
]
# Who may share: whoever sees. Links of others are hidden from all but admins.
LINKS: list[tuple[str, Ask, str, Role | None]] = [
    ("create_link", create_link, MINE, VIEWER),
    ("end_link", end_my_link, MINE, VIEWER),
    ("end_link", end_their_link, PRIVATE, ADMIN),
]
SEEN_BY = {THEIRS: VIEWER, PRIVATE: ADMIN}
CELLS = [
    *((name, ask, PRIVATE, ADMIN) for name, ask in CONFIDENTIAL),
    *((name, ask, THEIRS, least) for name, ask, least in READS + WRITES),
    *LINKS,
    *((name, ask, whose, least) for name, ask in OF_GOALS for whose, least in SEEN_BY.items()),
    *(
        (name, ask, whose, least)
        for name, ask, by in BY_OWNER
        for whose, least in with_teams_and_private(by).items()
    ),
]
EVERY_OPERATION = {name: ask for name, ask, *_ in CELLS}


async def test_every_operation_inside_an_organization_is_in_the_matrix(app: FastAPI) -> None:
    inside = {
        operation["operationId"]
        for path, methods in app.openapi()["paths"].items()
        if path.startswith("/v1/orgs/{org}")
        for operation in methods.values()
    }

    assert inside == {name for name, *_ in CELLS}


async def world(database: Database, role: Role, whose: str) -> World:
    org_id: UUID = await make.organization(database)
    await make.member(database, org_id, "Olga", Role.owner)  # there is always one
    me = await make.member(database, org_id, "Me", role)
    other = await make.member(database, org_id, "Other", Role.member)
    year = await make.cycle(database, org_id)
    team = await make.team(database, me, org_id=org_id)
    places: dict[str, dict[str, Any]] = {
        MINE: {"owner_member_id": me.id},
        LED: {"owner_member_id": None, "owner_team_id": team.id},
        THEIRS: {"owner_member_id": other.id},
        PRIVATE: {"owner_member_id": other.id, "visibility": "private"},
        OURS: {"owner_member_id": None},
    }
    place = places[whose]
    objective = await make.objective(database, me, year, **place)
    key_result = await make.key_result(database, objective)
    return World(database, me, other, year, whose, place, objective, key_result)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("ask", "whose", "least"),
    [cell[1:] for cell in CELLS],
    ids=[f"{name}-{getattr(ask, '__name__', '')}-{whose}" for name, ask, whose, _ in CELLS],
)
async def test_a_role_reaches_as_far_as_the_table_says(
    app: FastAPI, database: Database, ask: Ask, whose: str, least: Role | None, role: Role
) -> None:
    w = await world(database, role, whose)
    async with client_of(app, w.me) as client:
        answer = await asked(client, w, await ask(w))

    allowed = least is not None and role.rank >= least.rank
    hidden = whose == PRIVATE and role.rank < ADMIN.rank and ask not in CREATES
    expected = (200, 201, 204) if allowed else (404, 422) if hidden else (403,)
    assert answer.status_code in expected, answer.text
    assert answer.status_code != 422 or "unknown_id" in answer.text


@pytest.mark.parametrize("name", sorted(EVERY_OPERATION))
async def test_who_belongs_elsewhere_finds_nothing_and_who_has_no_token_is_not_let_in(
    app: FastAPI, database: Database, zoe: Person, name: str
) -> None:
    w = await world(database, OWNER, THEIRS)
    call = await EVERY_OPERATION[name](w)
    base = f"http://test/v1/orgs/{w.me.org_id}"

    async with client_of(app, zoe) as client:
        client.base_url = base
        stranger = await asked(client, w, call)
    async with client_of(app, None) as client:
        client.base_url = base
        nobody = await asked(client, w, call)

    assert (stranger.status_code, nobody.status_code) == (404, 401)


async def asked(client: AsyncClient, w: World, call: Call) -> Response:
    """Ask, with what any client would send along."""
    method, path, body = call
    sent: dict[str, Any] = {} if body is None else {"json": body}
    headers = MATCH if method in ("PATCH", "PUT", "DELETE") else {}
    url = path or f"http://test/v1/orgs/{w.me.org_id}"
    return await client.request(method, url, headers=headers, **sent)
