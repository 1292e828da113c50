"""Counting what each owner has in a cycle."""

from typing import Any

from sqlalchemy import and_, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.fast import HERE
from app.db.tenant import ME
from app.domain.sheet import ENOUGH
from app.features.kpi_periods.queries import overlaps
from app.features.sheets.queries import AGREED, CYCLE_ID, active_under, is_judged, on_sheet

ONE: Any = literal_column("1")
MINUS_ONE: Any = literal_column("-1")


def owner_id(row: Any) -> Any:
    """Return whose something is: an id of a member, of a team, or of the organization."""
    return func.coalesce(row.owner_member_id, row.owner_team_id, row.org_id).label("owner_id")


def goals() -> Any:
    """Count the objectives of each owner, and look for what is missing or too much."""
    o, org = aliased(sql.objective), aliased(sql.organization)
    agreed, count = o.state.in_(AGREED).label("agreed"), active_under(o).label("count")
    each = select(owner_id(o), agreed, count, org.max_key_results).join(org, org.id == o.org_id)
    g = each.where(on_sheet(o, CYCLE_ID)).correlate(ME).subquery("goal").c
    counted = select(
        g.owner_id,
        func.count().label("objectives"),
        func.count().filter(g.agreed).label("agreed"),
        func.sum(g.count).label("key_results"),
        func.bool_or(and_(g.agreed, g.count >= ENOUGH)).label("whole"),
        func.bool_or(g.count < ENOUGH).label("few"),
        func.bool_or(g.count > g.max_key_results).label("many"),
    )
    return counted.group_by(g.owner_id).subquery("goals")


def kpis() -> Any:
    """Count the KPIs of each owner on their fullest day, and look for those without a target.

    A KPI adds one on its first day in the cycle, and takes it away on the day after its last.
    """
    k, c = aliased(sql.kpi), aliased(sql.cycle)
    days = array([func.greatest(k.active_from, c.starts_on), k.active_until + ONE])
    steps = func.unnest(days, array([ONE, MINUS_ONE])).table_valued("day", "change")
    step = steps.render_derived()
    each = select(owner_id(k), step.c.day, step.c.change, is_judged(k, c).label("judged"))
    each = each.join(c, and_(c.org_id == k.org_id, c.id == CYCLE_ID)).join(step, true())
    f = each.where(k.org_id == HERE, overlaps(k, c)).subquery("figure").c
    order = (f.day, f.change)
    running = func.sum(f.change).over(partition_by=f.owner_id, order_by=order).label("together")
    r = select(f.owner_id, f.judged, running).subquery("running").c
    counted = select(
        r.owner_id,
        func.max(r.together).label("kpis"),
        func.bool_or(r.judged).label("judged"),
        func.bool_or(~r.judged).label("unjudged"),
    )
    return counted.group_by(r.owner_id).subquery("kpis")
