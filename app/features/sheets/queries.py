"""Reading sheets: what the reader may see as JSON, and beside it the facts of the whole sheet."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Uuid, and_, bindparam, case, func, literal_column, select, true
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.fast import FastRead, Reads
from app.db.json import JSON, constant, json_array, json_list, json_object
from app.db.tenant import ME
from app.domain.active import Active
from app.domain.actor import Caller
from app.domain.alignment import GoalKind
from app.domain.conflicts import UnknownId
from app.domain.errors import NotFound
from app.domain.kpi import KpiDirection, Scoring
from app.domain.lifecycle import ObjectiveState
from app.domain.limits import LimitPolicy, Limits
from app.domain.ownership import OwnerKind
from app.domain.sheet import Goal, Sheet, Subject, WatchedFigure
from app.domain.span import Span
from app.features.cycles.queries import shown as shown_cycle
from app.features.health.queries import Today
from app.features.key_results.queries import fields_of as key_result_fields
from app.features.kpi_periods.queries import its_total, latest, overlaps, to_date, watched_in
from app.features.kpis.queries import fields_of as kpi_fields
from app.features.objectives.queries import shown as shown_objective
from app.features.sight.queries import is_ours, kpi_visible, visible

CYCLE_ID = bindparam("cycle_id", type_=Uuid())
OWNER_ID = bindparam("owner_id", type_=Uuid())
COUNTED: Any = literal_column("keys.active_count")  # of the key results that `shown` has joined
AGREED = [constant(state) for state in (ObjectiveState.agreed, ObjectiveState.closed)]
OWNERS = {
    OwnerKind.organization: sql.organization,
    OwnerKind.team: sql.team,
    OwnerKind.member: sql.member,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet as it was read: what may be seen of it as JSON, and all of it for the rules."""

    body: str
    sheet: Sheet


def held(kind: OwnerKind, row: Any) -> Any:
    """Say what belongs to the owner that is asked about."""
    if kind is OwnerKind.organization:
        return is_ours(row)
    return (row.owner_team_id if kind is OwnerKind.team else row.owner_member_id) == OWNER_ID


def on_sheet(o: Any, cycle_id: Any) -> Any:
    """Say which objectives are on the sheets of a cycle: its own that were not dropped."""
    mine = and_(o.org_id == ME.c.org_id, o.cycle_id == cycle_id)
    return and_(mine, o.state != constant(ObjectiveState.dropped))


def is_judged(k: Any, c: Any) -> Any:
    """Say which KPIs have what their scoring needs in a cycle: the rule is `needs_target`."""
    t = aliased(sql.kpi_target)
    mine = and_(t.org_id == k.org_id, t.kpi_id == k.id)
    here = t.period_on.between(*watched_in(k, c))
    some = select(t.target).where(mine, here).correlate(k, c).exists()
    range_ = k.direction == constant(KpiDirection.range)
    steps = k.scoring == constant(Scoring.steps)
    return range_ | steps | k.target.is_not(None) | some


def active(k: Any) -> Any:
    """Return the key results that count, as an array by position."""
    today = Today(k.expected, k.health, k.source, k.stale)
    item = json_object(key_result_fields(k, today))
    return json_array(item, k.position, k.counts).label("key_results")


def counted(k: Any) -> Any:
    """Count the key results that count."""
    return func.count().filter(k.counts).label("active_count")


def gathered(rows: Any, *facts: str) -> Any:
    """Return rows as two arrays: what may be seen of them, and facts of all."""
    seen = json_array(rows.c.body, rows.c.id, rows.c.seen).label("seen")
    told = json_list(*[rows.c[name] for name in ("id", "seen", *facts)])
    return select(seen, json_array(told, rows.c.id).label("facts")).lateral()


def owner(kind: OwnerKind) -> JSON:
    """Return whose sheet it is, and everything on it."""
    whose = OWNERS[kind]
    return json_object({"kind": constant(kind), "id": whose.id, "name": whose.name})


def objectives(kind: OwnerKind, c: Any) -> Any:
    """Return the objectives of a sheet in one row."""
    o = aliased(sql.objective)
    shown = shown_objective(o, active, counted, owner=owner(kind))
    shown = shown.where(held(kind, o), on_sheet(o, c.id))
    [body] = shown.selected_columns
    facts = (o.state.in_(AGREED).label("agreed"), COUNTED.label("count"))
    rows = shown.with_only_columns(o.id, body.label("body"), visible(ME.c, o).label("seen"), *facts)
    return gathered(rows.correlate(ME, c, OWNERS[kind]).subquery(), "agreed", "count")


def kpis(kind: OwnerKind, c: Any) -> Any:
    """Return the KPIs of a sheet in one row."""
    k, t = aliased(sql.kpi), aliased(sql.kpi_total)
    shown = {"owner": owner(kind), "latest": latest(k, c), "to_date": to_date(t, k, c)}
    body, seen = (
        json_object(kpi_fields(k) | shown).label("body"),
        kpi_visible(ME.c, k).label("seen"),
    )
    facts = (k.active_from, k.active_until, is_judged(k, c).label("judged"))
    rows = select(k.id, body, seen, *facts).select_from(k).outerjoin(t, its_total(t, k, c))
    mine = rows.where(k.org_id == ME.c.org_id, held(kind, k), overlaps(k, c))
    found = mine.correlate(ME, c, OWNERS[kind]).subquery()
    return gathered(found, "active_from", "active_until", "judged")


def read(kind: OwnerKind) -> FastRead:
    """Compile the read of a sheet. Without such a cycle there are no facts."""
    whose, c = OWNERS[kind], aliased(sql.cycle)
    goals, figures = objectives(kind, c), kpis(kind, c)
    [cycle] = shown_cycle(c).selected_columns
    body = {
        "owner": owner(kind),
        "cycle": cycle,
        "objectives": goals.c.seen,
        "kpis": figures.c.seen,
    }
    limits = [getattr(sql.organization, name) for name in ("limits", *LimitPolicy)]
    days = (c.starts_on, c.ends_on)
    facts = json_list(whose.id, *days, *limits, goals.c.facts, figures.c.facts)
    found = select(json_object(body), case((c.id.is_not(None), facts))).select_from(whose)
    found = found.outerjoin(c, and_(c.org_id == ME.c.org_id, c.id == CYCLE_ID))
    ours = sql.organization.id == ME.c.org_id
    if kind is not OwnerKind.organization:
        found = found.join(sql.organization, ours)
        ours = and_(whose.org_id == ME.c.org_id, whose.id == OWNER_ID)
    return FastRead(found.join(goals, true()).join(figures, true()).where(ours))


OF_ORGANIZATION, OF_TEAM, OF_MEMBER = (read(kind) for kind in OwnerKind)
READS = dict(zip(OwnerKind, (OF_ORGANIZATION, OF_TEAM, OF_MEMBER), strict=True))


async def sheet_of(
    reads: Reads, caller: Caller, kind: OwnerKind, cycle_id: UUID, owner_id: UUID | None = None
) -> Found:
    """Return the sheet of an owner in a cycle."""
    asked = {"cycle_id": cycle_id, "owner_id": owner_id}
    [(body, facts)] = await READS[kind].rows(reads, caller, **asked)
    if body is None:
        raise NotFound
    if facts is None:
        raise UnknownId("cycle_id")
    return Found(body, sheet(kind, orjson.loads(facts)))


def sheet(kind: OwnerKind, facts: list[Any]) -> Sheet:
    """Return the facts of a sheet as the rules see them."""
    owner_id, first, last, mode, *most, goals, figures = facts
    return Sheet(
        owner=Subject(kind, owner_id),
        cycle=Span(day(first), day(last)),
        mode=Limits(mode),
        most=dict(zip(LimitPolicy, most, strict=True)),
        goals=[
            Goal(Subject(GoalKind.objective, id, seen), agreed, count)
            for id, seen, agreed, count in goals
        ],
        kpis=[
            WatchedFigure(Subject("kpi", id, seen), Active(day(start), end and day(end)), judged)
            for id, seen, start, end, judged in figures
        ],
    )


def day(text: str) -> date:
    """Read a day that Postgres wrote."""
    return date.fromisoformat(text)
