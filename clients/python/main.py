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
from okr_client.api.key_results import create_key_result, list_key_results
from okr_client.api.kpis import (
    create_kpi,
    create_measurement,
    get_kpi_series,
    import_measurements,
    list_kpi_board,
    update_kpi,
)
from okr_client.api.objectives import (
    create_objective,
    get_objective,
    list_objectives,
    move_objective,
    update_objective,
)
from okr_client.api.organizations import get_organization
from okr_client.api.sessions import create_token
from okr_client.api.sheets import get_team_sheet, list_sheets
from okr_client.api.teams import create_team
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

# 3. A team, which you lead, and an objective of it with its key results, all or nothing. Sent twice
#    under one Idempotency-Key, as after an answer that got lost, there is still one.
desk = models.TeamCreate("Support desk", lead_id=membership.member_id)
team = found(models.TeamPublic, create_team.sync(org, client=client, body=desk))
owner = models.Owner(models.OwnerKind.TEAM, id=team.id)
percent = models.MetricCreate(models.MetricKind.INCREASE, unit="%", target=90)
yes_no = models.MetricCreate(models.MetricKind.YES_NO)
new = models.ObjectiveCreate(
    cycle_id=cycle.id,
    owner=owner,
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


def check_in(key_result_id: UUID, fact: models.CheckInCreate) -> object:
    """Say how far a key result has come."""
    return create_check_in.sync(org, key_result_id, client=client, body=fact)


def tell(affected: list[models.Hidden | models.MovedPublic]) -> None:
    """Print what moved."""
    for moved in affected:
        if isinstance(moved, models.Hidden):
            print("  moved something that is hidden from you")
        else:
            print(f"  moved {moved.kind}: {moved.progress_before} to {moved.progress_after}")


# 5. Check in. `affected` is everything above that moved in the same commit. What you may not see
#    is `Hidden` in it, without figures.
answered = objective.key_results[0].id
news = models.CheckInCreate(value=45, confidence=7, note="The new rota helps.")
fact = found(models.CheckInCreated, check_in(answered, news))
print(f"Checked in: {fact.value}, progress {fact.progress_before} to {fact.progress_after}.")
tell(fact.affected)

# 6. Refusals are typed as well: what a program needs to go on stands beside the sentence.
loop = found(models.Problem, align(goal.id, objective.id, models.Relation.SUPPORTS))
print(f"Refused: {loop.status} {loop.code}, over {len(loop.path or [])} goals.")
future = models.CheckInCreate(value=46, effective_on=date(2099, 12, 31))
early = found(models.Problem, check_in(answered, future))
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


def month_before(day: date, months: int) -> date:
    """Return the first day of a month before the one of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


# 9. Watch a figure all the time. Where it turns red, the objective that it guards shows it.
start = cycle.starts_on
figure = models.KpiCreate(
    name="Answered in an hour",
    definition="Of all questions of a month, without spam.",
    unit="%",
    direction=models.KpiDirection.HIGHER,
    frequency=models.Frequency.MONTHLY,
    aggregate=models.Aggregate.MEAN,
    owner=owner,
    target=90,
    active_from=month_before(start, 3),
    guards=[objective.id],
)
kpi = found(models.KpiPublic, create_kpi.sync(org, client=client, body=figure))
print(f"Watched: {kpi.name}, {kpi.target} {kpi.unit} in each month.")

# 10. A key result that follows it stands where the KPI stands over the cycle, and takes no values.
longer = models.KeyResultCreate(title="Nobody waits longer", metric=percent, kpi_id=kpi.id)
followed = create_key_result.sync(org, objective.id, client=client, body=longer)
follower = found(models.KeyResultPublic, followed)
typed = found(models.Problem, check_in(follower.id, models.CheckInCreate(value=60)))
print(f"Followed: {follower.health}. Refused: {typed.status} {typed.code}.")


def measure(period_on: date, value: float) -> object:
    """Write down what a month has come to."""
    new = models.MeasurementCreate(period_on, value)
    return create_measurement.sync(org, kpi.id, client=client, body=new)


# 11. Measure: one period, or up to 500 at once, all or nothing. What a period has already is
#     replaced and kept; the same value again changes nothing.
measured = found(models.MeasurementCreated, measure(start, 60))
print(f"Measured: {measured.value} of {measured.target}, {measured.status}.")
tell(measured.affected)
again = found(models.MeasurementCreated, measure(start, 60))
print(f"Measured again: {'the same' if again.id == measured.id else 'another'}.")
astray = found(models.Problem, measure(cycle.ends_on, 60))
for wrong in astray.errors:
    print(f"Refused: {astray.status} {wrong.pointer} {wrong.code}.")
rows = [
    models.MeasurementRow(kpi_id=kpi.id, period_on=month_before(start, months), value=54 - months)
    for months in (3, 2, 1)
]
anew = models.MeasurementRow(kpi_id=kpi.id, period_on=start, value=72, note="Recounted.")
bulk = models.MeasurementImport([*rows, anew])
sent = import_measurements.sync(org, client=client, body=bulk)
imported = found(models.MeasurementImportPublic, sent)
print(f"Imported: {imported.measurement_count} measurements.")
tell(imported.affected)
tracking = list_key_results.sync(org, client=client, kpi_id=[kpi.id])
stands = found(models.KeyResultPage, tracking).items[0]
print(f"Stands: {stands.metric.current} {stands.metric.unit}, progress {stands.progress}.")

# 12. Every period of the cycle, with a forecast once one has ended; and the board: the latest
#     periods of all KPIs of an owner.
read = get_kpi_series.sync(org, kpi.id, client=client, cycle_id=cycle.id)
series = found(models.KpiSeriesPublic, read)
to_date, forecast = series.to_date, series.forecast
months = f"{to_date.measured} of {to_date.periods} months"
print(f"Series: {months}, {to_date.value} {to_date.status}.")
if forecast is not None:
    print(f"Forecast: {forecast.value}, from {forecast.basis.measured} of them.")
else:
    print("Forecast: none, for no month has ended.")
board = list_kpi_board.sync(org, client=client, cycle_id=cycle.id, owner_id=[team.id])
periods = found(models.KpiBoardPage, board).items[0].periods
print(f"Board: {', '.join(str(each.value) for each in periods if each.value is not None)}.")


def read_sheet() -> models.SheetPublic:
    """Read the sheet of the team, and print what is missing on it."""
    answer = get_team_sheet.sync(org, team.id, client=client, cycle_id=cycle.id)
    sheet = found(models.SheetPublic, answer)
    guards = [guard.status for each in sheet.objectives for guard in each.guards]
    print(f"Sheet: {len(sheet.kpis)} KPI, guards {', '.join(guards)}.")
    for finding in sheet.findings:
        kind = finding.subject.kind if finding.subject else "hidden"
        print(f"  {finding.code} ({kind}): {finding.suggestion}")
    return sheet


def move(to: models.ObjectiveState, note: str | None = None) -> models.ObjectivePublic:
    """Take the objective to its next state."""
    step = models.ObjectiveTransition(to, note=note)
    answer = move_objective.sync(org, objective.id, client=client, body=step)
    return found(models.ObjectivePublic, answer)


# 13. The sheet of an owner in a cycle, and what is missing on it. It is complete when an objective
#     is agreed. `/sheets` tells managers how far everybody is.
draft = read_sheet()
move(models.ObjectiveState.PROPOSED)
move(models.ObjectiveState.AGREED)
whole = read_sheet()
yes = {False: "no", True: "yes"}
print(f"Complete: {yes[draft.complete]}, then {yes[whole.complete]}.")
asked = list_sheets.sync(org, client=client, cycle_id=cycle.id, team_id=[team.id], complete=True)
for each in found(models.SheetPage, asked).items:
    print(f"Listed: {each.owner.name}, {each.key_result_count} key results, {each.kpi_count} KPI.")

# 14. Leave it tidy: what is dropped counts nowhere, and what was measured ends.
print(f"Moved: {move(models.ObjectiveState.DROPPED, 'It was an example.').state}.")
last = models.KpiUpdate(active_until=series.items[0].ends_on)
ended = update_kpi.sync(org, kpi.id, client=client, body=last, if_match=f'"{kpi.version}"')
print(f"Ended: with {found(models.KpiPublic, ended).active_until}.")
