"""Reading the board: what `domain/period.py` and the series say, in SQL. A test feeds both."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    Date,
    Integer,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
)
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document, is_empty
from app.db.fast import FastList, Reads, any_of
from app.db.json import JSON, constant, json_array, json_object, number
from app.db.tenant import ME
from app.domain.actor import Caller
from app.domain.conflicts import UnknownId
from app.domain.errors import NotFound
from app.domain.frequency import Frequency
from app.domain.kpi import KpiStatus
from app.domain.ownership import OwnerKind
from app.features.cycles.queries import CYCLE
from app.features.finding.queries import name_orders, since
from app.features.kpi_board.schemas import KpiBoardFilter
from app.features.kpi_periods.queries import its_total, last_day_of, to_date
from app.features.kpis.queries import fields_of
from app.features.owners.queries import owned
from app.features.sight.queries import kpi_visible

CYCLE_ID = bindparam("cycle_id", type_=Uuid())
PERIODS = bindparam("periods", type_=Integer())
TODAY: Any = literal_column("me.today", Date())  # by its name: no select inside enters again
DAYS = {  # the most that a period has
    Frequency.weekly: "7",
    Frequency.monthly: "31",
    Frequency.quarterly: "92",
    Frequency.yearly: "366",
}


def by_frequency(k: Any, values: dict[Frequency, str]) -> Any:
    """Return what goes with the frequency of a KPI."""
    return case(
        *[(k.frequency == constant(each), literal_column(text)) for each, text in values.items()]
    )


def days_of(k: Any, first: Any, last: Any) -> Any:
    """Return the first days of the periods of a KPI that begin in some days, as a column."""
    return func.app_periods(k.frequency, first, last, type_=Date()).column_valued("period_on")


def window(k: Any, c: Any) -> tuple[Any, Any]:
    """Return the days in which the latest periods of a KPI begin: not after a cycle."""
    last = func.least(TODAY, c.ends_on, k.active_until)
    days = by_frequency(k, DAYS)
    return func.greatest(k.active_from, last - PERIODS * days), last


def begun(k: Any, c: Any) -> Any:
    """Select the latest periods of a KPI that have begun."""
    period_on = days_of(k, *window(k, c))
    latest = columns(period_on).order_by(period_on.desc()).limit(PERIODS)
    return latest.correlate(k, c).lateral("begun")


def periods_of(k: Any, c: Any) -> JSON:
    """Return how a KPI stands in the latest periods that have begun, oldest first."""
    p, f, t = begun(k, c).c, aliased(sql.kpi_figure), aliased(sql.kpi_target)
    its = {  # named by the days too, or all that was ever measured would be read
        each: (each.org_id == k.org_id, each.kpi_id == k.id, each.period_on.between(*window(k, c)))
        for each in (f, t)
    }
    told = {
        "period_on": p.period_on,
        "ends_on": last_day_of(k, p.period_on),
        "value": number(f.value),
        "target": number(func.coalesce(t.target, k.target)),
        "attainment": number(f.attainment),
        "status": func.coalesce(f.status, constant(KpiStatus.none)),
        "measurement_id": f.measurement_id,
    }
    [rows] = {each.table for each in p}
    joined = rows.outerjoin(f, and_(*its[f], f.period_on == p.period_on))
    joined = joined.outerjoin(t, and_(*its[t], t.period_on == p.period_on))
    found = columns(json_array(json_object(told), p.period_on)).select_from(joined)
    return found.correlate(k, c).scalar_subquery()


def shown(k: Any) -> Any:
    """Select KPIs with their latest periods, and how they stand over the cycle."""
    c, total = aliased(sql.cycle), aliased(sql.kpi_total)
    item = {
        "kpi": json_object(fields_of(k)),
        "periods": periods_of(k, c),
        "to_date": to_date(total, k, c),
    }
    named = columns(json_object(item)).select_from(k).join(c, named_cycle(k, c))
    return named.outerjoin(total, its_total(total, k, c))


def named_cycle(k: Any, c: Any) -> Any:
    """Say which cycle the board is of."""
    return and_(c.org_id == k.org_id, c.id == CYCLE_ID)


def watched(k: Any) -> Any:
    """Say which KPIs are watched on any day of the cycle."""
    c = aliased(sql.cycle)
    ends = or_(k.active_until.is_(None), k.active_until >= c.starts_on)
    return columns(c.id).where(named_cycle(k, c), k.active_from <= c.ends_on, ends).exists()


def of_kinds(k: Any) -> Any:
    """Say which KPIs belong to owners of some kinds."""
    member, team = k.owner_member_id.is_not(None), k.owner_team_id.is_not(None)
    kind = case(
        (member, constant(OwnerKind.member)),
        (team, constant(OwnerKind.team)),
        else_=constant(OwnerKind.organization),
    )
    return any_of(kind, "owner_kind")


def owned_below(k: Any) -> Any:
    """Say which KPIs belong to some owners, or to teams below those."""
    t, below = aliased(sql.team), aliased(sql.team)
    named = t.id == any_(bindparam("owner_id_or_above", type_=ARRAY(Uuid())))
    walk = columns(t.id).where(t.org_id == ME.c.org_id, named).correlate(ME)
    tree = walk.cte("tree", recursive=True, nesting=True)
    following = (below.org_id == ME.c.org_id, below.parent_id == tree.c.id)
    ids = columns(tree.union(columns(below.id).where(*following).correlate(ME)).c.id)
    return or_(owned(k, "owner_id_or_above"), k.owner_team_id.in_(ids))


BOARD = FastList(
    sql.kpi,
    shown,
    visible=[kpi_visible(ME.c)],
    filters={
        "cycle_id": watched(sql.kpi),
        "periods": literal_column("0") < PERIODS,  # of each: which KPIs there are it does not say
        "owner_kind": of_kinds(sql.kpi),
        "owner_id": owned(sql.kpi),
        "owner_id_or_above": owned_below(sql.kpi),
        "updated_since": since(sql.kpi.updated_at),
    },
    sorts=name_orders(sql.kpi),
)


async def board(
    reads: Reads, caller: Caller, pager: Pager, wanted: KpiBoardFilter
) -> tuple[Document, str | None]:
    """Return one page of the board of a cycle; UnknownId where there is no such cycle."""
    found = await BOARD.page(reads, caller, pager, wanted.filters)
    if is_empty(found[0]):
        try:
            await CYCLE.one(reads, caller, cycle_id=wanted.cycle_id)
        except NotFound:
            raise UnknownId("cycle_id") from None
    return found
