"""The main job of a client of the OKR API, typed from the contract alone and without a cast.

`make clients` generates `okr_client`, checks this with `mypy --strict` and runs it against a demo
of its own. By hand, beside `make run`, when `make clients` has been run once:

    PYTHONPATH=.clients/python .clients/venv/bin/python clients/python/main.py
"""

import json
import secrets
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from okr_client import AuthenticatedClient, Client, models
from okr_client.api.accounts import get_me
from okr_client.api.alignment import create_alignment
from okr_client.api.check_ins import create_check_in, list_check_ins
from okr_client.api.cycles import list_cycles
from okr_client.api.objectives import (
    create_objective,
    get_objective,
    list_objectives,
    move_objective,
    update_objective,
)
from okr_client.api.organizations import get_organization
from okr_client.api.sessions import create_token
from okr_client.types import UNSET

Kind = TypeVar("Kind")

# What `make run` tells scripts: where it listens, and who to sign in as.
demo = json.loads(Path(sys.argv[1] if sys.argv[1:] else ".okr/demo.json").read_text())
org: str = demo["org"]


class Refused(Exception):
    """A refusal, as an exception. Switch on `problem.code`, which never changes."""

    def __init__(self, problem: models.Problem) -> None:
        super().__init__(f"{problem.status} {problem.code}: {problem.detail}")
        self.problem = problem


def found(kind: type[Kind], answer: object) -> Kind:
    """Return what was asked for, or raise what was said instead."""
    if isinstance(answer, kind):
        return answer
    raise Refused(answer) if isinstance(answer, models.Problem) else TypeError(repr(answer))


# 1. Sign in. The access token lives for minutes: a program that stays up renews it with
#    `refresh_token`. A personal token (`okr_pat_...`) takes its place and saves all of this.
login = models.CreateTokenBody(
    grant_type="password", username=demo["email"], password=demo["password"]
)
signed_in = create_token.sync(client=Client(base_url=demo["base_url"]), body=login)
token = found(models.TokenPublic, signed_in).access_token
client = AuthenticatedClient(base_url=demo["base_url"], token=token)
me = found(models.MePublic, get_me.sync(client=client))
[membership] = [each for each in me.memberships if each.org.slug == org]
print(f"Signed in as {me.name}, {membership.role} of {membership.org.name}.")

# 2. The quarter that is under way. A filter takes several values: any of them.
quarter = [models.CycleKind.QUARTER]
under_way = [models.CycleState.ACTIVE, models.CycleState.REVIEW]
cycles = list_cycles.sync(org, client=client, kind=quarter, state=under_way)
cycle = found(models.CyclePage, cycles).items[0]
print(f"Cycle: {cycle.name}, {cycle.starts_on} to {cycle.ends_on}.")

# 3. An objective with its key results, all or nothing. Sent twice under one Idempotency-Key, as
#    after an answer that got lost, there is still one.
percent = models.MetricCreate(models.MetricKind.INCREASE, unit="%", target=90)
yes_no = models.MetricCreate(models.MetricKind.YES_NO)
new = models.ObjectiveCreate(
    cycle_id=cycle.id,
    owner=models.Owner(models.OwnerKind.MEMBER, id=membership.member_id),
    title="Support answers within the hour",
    why="Who waits for an answer does not come back.",
    key_results=[
        models.KeyResultCreate(title="Answered in an hour", metric=percent),
        models.KeyResultCreate(title="The handbook is public", metric=yes_no),
    ],
)
key = secrets.token_hex(16)
created = create_objective.sync(org, client=client, body=new, idempotency_key=key)
objective = found(models.ObjectivePublic, created)
retried = create_objective.sync_detailed(org, client=client, body=new, idempotency_key=key)
same = found(models.ObjectivePublic, retried.parsed).id == objective.id
replayed = retried.headers.get("Idempotent-Replayed")
print(f"Created: {objective.title}, version {objective.version}.")
print(f"Retried: {'the same' if same else 'another'}, replayed {replayed}.")

# 4. Propose that it helps a goal of the company. It is accepted at once where you may answer for
#    both; else whoever owns that goal decides.
company = found(models.OrganizationPublic, get_organization.sync(org, client=client))
agreed = [models.ObjectiveState.AGREED]
goals = list_objectives.sync(org, client=client, owner_id=[company.id], state=agreed)
adds_up = ("both", "children")  # the policies under which a contribution moves a goal
goal = next(g for g in found(models.ObjectivePage, goals).items if g.progress_policy in adds_up)


def align(child: UUID, parent: UUID, relation: models.Relation) -> object:
    """Propose that a child helps a parent."""
    edge = models.AlignmentCreate(
        child=models.Goal(id=child, kind=models.GoalKind.OBJECTIVE),
        parent=models.Goal(id=parent, kind=models.GoalKind.OBJECTIVE),
        relation=relation,
    )
    return create_alignment.sync(org, client=client, body=edge)


proposed = align(objective.id, goal.id, models.Relation.CONTRIBUTES)
alignment = found(models.AlignmentPublic, proposed)
print(f"Proposed: {alignment.relation} to “{goal.title}”, {alignment.state}.")


def check_in(fact: models.CheckInCreate) -> object:
    """Say how far the first key result has come."""
    return create_check_in.sync(org, objective.key_results[0].id, client=client, body=fact)


# 5. Check in. `affected` is everything above that moved in the same commit. What you may not see
#    is `Hidden` in it, without figures.
news = models.CheckInCreate(value=45, confidence=7, note="The new rota helps.")
fact = found(models.CheckInCreated, check_in(news))
print(f"Checked in: {fact.value}, progress {fact.progress_before} to {fact.progress_after}.")
for moved in fact.affected:
    if isinstance(moved, models.Hidden):
        print("  moved something that is hidden from you")
    else:
        print(f"  moved {moved.kind}: {moved.progress_before} to {moved.progress_after}")

# 6. Refusals are typed as well: what a program needs to go on stands beside the sentence.
loop = found(models.Problem, align(goal.id, objective.id, models.Relation.SUPPORTS))
print(f"Refused: {loop.status} {loop.code}, over {len(loop.path or [])} goals.")
future = models.CheckInCreate(value=46, effective_on=date(2099, 12, 31))
early = found(models.Problem, check_in(future))
for wrong in early.errors:
    print(f"Refused: {early.status} {wrong.pointer} {wrong.code}.")


def reweigh(seen: models.ObjectivePublic, weight: float) -> models.ObjectivePublic:
    """Edit what was seen. Where somebody was faster (412), read it anew, and decide again."""
    change, version = models.ObjectiveUpdate(weight=weight), f'"{seen.version}"'
    answer = update_objective.sync(org, seen.id, client=client, body=change, if_match=version)
    if not isinstance(answer, models.Problem) or answer.status != 412:
        return found(models.ObjectivePublic, answer)
    print(f"Refused: 412 {answer.code}, not version {seen.version} any more.")
    now = get_objective.sync(org, seen.id, client=client)
    return reweigh(found(models.ObjectivePublic, now), weight)


# 7. Edit what you saw. A check-in in between does not spoil it, somebody's edit does.
edited = reweigh(objective, 2)
print(f"Edited: weight {edited.weight}, version {edited.version}.")
settled = reweigh(objective, 3)  # from the first version, which is gone
print(f"Edited: weight {settled.weight}, version {settled.version}.")


def check_ins() -> Iterator[models.CheckInPublic]:
    """Yield all check-ins, page by page to the end."""
    cursor: str | None = ""
    while cursor is not None:
        answer = list_check_ins.sync(org, client=client, limit=100, cursor=cursor or UNSET)
        page = found(models.CheckInPage, answer)
        yield from page.items
        cursor = page.next_cursor


# 8. Follow the pages of a list to its end.
facts = {each.id for each in check_ins()}
there = "among them" if fact.id in facts else "is missing"
print(f"Read: {len(facts)} check-ins, this one {there}.")

# 9. Leave the demo as it was: what is dropped counts nowhere.
end = models.ObjectiveTransition(models.ObjectiveState.DROPPED, note="It was an example.")
ended = move_objective.sync(org, objective.id, client=client, body=end)
print(f"Moved: {found(models.ObjectivePublic, ended).state}.")
