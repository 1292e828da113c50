"""How a cycle stands: counted in one statement, by the figures that it keeps where it is over."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.fast import FastRead
from app.db.json import JSON, constant, json_list, json_object, number
from app.db.tenant import ME
from app.domain.health import Health
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.domain.membership import MemberState
from app.domain.metric import MetricKind
from app.domain.role import Role
from app.features.goals.queries import cycles_inside, its_cycle
from app.features.health.queries import Judge, keys_of
from app.features.owners.queries import member_owner
from app.features.sight.queries import visible

CYCLE_ID = bindparam("cycle_id", type_=Uuid())
MOST_STALE, MOST_IDLE, BUCKETS = 20, 100, 10
SQL = Any


def objectives(which: SQL) -> SQL:
    """Return the objectives of some cycles that the caller may see, each judged."""
    o, c = aliased(sql.objective), aliased(sql.cycle)
    judge = Judge(ME, c)
    keys = keys_of(judge, o)
    health = judge.objective(o, keys.c).health.label("health")
    counts = (o.state != constant(ObjectiveState.dropped)).label("counts")
    own = (o.id, o.cycle_id, o.owner_member_id, o.owner_team_id, o.state, o.weight, o.progress)
    found = select(*own, health, counts).join(c, its_cycle(o, c)).join(keys, true())
    mine = found.where(visible(ME.c, o), which(o.cycle_id)).correlate(ME)
    return mine.cte("goal", nesting=True)


def key_results(goal: SQL) -> SQL:
    """Return the key results that count, each judged, those without news longest first."""
    kr, c = aliased(sql.key_result), aliased(sql.cycle)
    today = Judge(ME, c).key_result(kr)
    own = (kr.org_id, kr.id, kr.objective_id, kr.title, kr.kind, kr.owner_member_id)
    waits = func.row_number().over(
        partition_by=today.stale, order_by=(kr.checked_in_on.asc().nulls_first(), kr.id)
    )
    judged = (kr.checked_in_on, today.health.label("health"), today.stale.label("stale"))
    found = (
        select(*own, *judged, waits.label("place"))
        .join(goal, and_(kr.objective_id == goal.c.id, goal.c.counts))
        .join(c, and_(c.org_id == kr.org_id, c.id == goal.c.cycle_id))
        .where(kr.org_id == ME.c.org_id, kr.state == constant(KeyResultState.active))
    )
    return found.correlate(ME).cte("measured", nesting=True)


def tally(column: SQL, words: Iterable[str], *which: ColumnElement[bool]) -> JSON:
    """Return how many rows have each of some words."""
    return json_object({w: func.count().filter(column == constant(w), *which) for w in words})


def first_of(item: JSON, place: SQL, most: int, *which: ColumnElement[bool]) -> JSON:
    """Return the first rows as an array."""
    found = func.json_agg(aggregate_order_by(item, place)).filter(place <= most, *which)
    return func.coalesce(found, literal_column("'[]'::json"))


def of_objectives(goal: SQL) -> JSON:
    """Return how many objectives there are."""
    shown = {
        "count": func.count().filter(goal.c.counts),
        "by_state": tally(goal.c.state, ObjectiveState),
        "by_health": tally(goal.c.health, Health, goal.c.counts),
    }
    return select(json_object(shown)).select_from(goal).scalar_subquery()


def of_key_results(measured: SQL) -> JSON:
    """Return how many key results there are."""
    shown = {
        "count": func.count(),
        "by_kind": tally(measured.c.kind, MetricKind),
        "by_health": tally(measured.c.health, Health),
    }
    return select(json_object(shown)).select_from(measured).scalar_subquery()


def of_progress(goal: SQL) -> JSON:
    """Return how far objectives have come. Each range takes its lower end, the last both."""
    known = and_(goal.c.counts, goal.c.progress.is_not(None))
    total = func.sum(goal.c.weight * goal.c.progress).filter(known)
    ends = [literal_column(str(n), Integer()) for n in (0, 1, BUCKETS)]
    bucket = func.least(func.width_bucket(goal.c.progress, *ends), literal_column(str(BUCKETS)))
    buckets = [
        json_object(
            {
                "at_least": literal_column(str(n / BUCKETS)),
                "below": literal_column(str((n + 1) / BUCKETS)),
                "count": func.count().filter(known, bucket == literal_column(str(n + 1))),
            }
        )
        for n in range(BUCKETS)
    ]
    shown = {
        "mean": number(total / func.sum(goal.c.weight).filter(known)),
        "unknown": func.count().filter(goal.c.counts, goal.c.progress.is_(None)),
        "buckets": json_list(*buckets),
    }
    return select(json_object(shown)).select_from(goal).scalar_subquery()


def of_stale(measured: SQL) -> JSON:
    """Return which key results nobody tells anything of."""
    names = ("id", "objective_id", "title", "checked_in_on")
    item = json_object({n: measured.c[n] for n in names} | {"owner": member_owner(measured.c)})
    items = first_of(item, measured.c.place, MOST_STALE, measured.c.stale)
    shown = {"count": func.count().filter(measured.c.stale), "items": items}
    return select(json_object(shown)).select_from(measured).scalar_subquery()


def of_idle(rows: SQL, goal: SQL, owner: SQL, *which: ColumnElement[bool]) -> JSON:
    """Return who owns nothing that counts: a draft does, what was dropped does not."""
    owns = select(goal.c.id).where(goal.c.counts, owner == rows.id).correlate(rows).exists()
    place = func.row_number().over(order_by=(rows.name, rows.id)).label("place")
    idle = select(rows.id, rows.name, place).where(rows.org_id == ME.c.org_id, not_(owns), *which)
    each = idle.correlate(ME).subquery("idle")
    item = json_object({"id": each.c.id, "name": each.c.name})
    shown = {"count": func.count(), "items": first_of(item, each.c.place, MOST_IDLE)}
    return select(json_object(shown)).select_from(each).scalar_subquery()


def status(*, nested: bool) -> FastRead:
    """Compile the read, of a cycle alone or with those inside it."""
    inside = cycles_inside(CYCLE_ID)
    goal = objectives(lambda id: id.in_(inside) if nested else id == CYCLE_ID)
    measured = key_results(goal)
    c, m = sql.cycle, sql.member
    works = (m.state == constant(MemberState.active), m.role != constant(Role.viewer))
    shown = {
        "cycle_id": c.id,
        "nested": literal_column(str(nested).lower()),
        "objectives": of_objectives(goal),
        "key_results": of_key_results(measured),
        "progress": of_progress(goal),
        "stale": of_stale(measured),
        "without_objective": json_object(
            {
                "members": of_idle(m, goal, goal.c.owner_member_id, *works),
                "teams": of_idle(sql.team, goal, goal.c.owner_team_id),
            }
        ),
    }
    found = select(json_object(shown), null().label("version")).select_from(c)
    found = found.where(c.org_id == ME.c.org_id, c.id == CYCLE_ID)
    return FastRead(found.add_cte(goal, measured, nest_here=True))


STATUS = {nested: status(nested=nested) for nested in (False, True)}
