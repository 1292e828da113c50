"""Reading what figures of KPIs are made of, and what is stored of them.

Every measurement asks this, so the statements are built once.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Date, Uuid, any_, bindparam, cast, func, null, or_, union_all
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.kpi_target import Targets
from app.domain.span import Span
from app.tables import Kpi

Rows = dict[tuple[UUID, Any], dict[str, Any]]  # by KPI, and by period or by cycle
Cycles = Mapping[UUID, Span]
ORG = bindparam("org_id", type_=Uuid())
IDS = bindparam("ids", type_=ARRAY(Uuid()))
DAYS = bindparam("days", type_=ARRAY(Date()))
CYCLE_IDS = bindparam("cycle_ids", type_=ARRAY(Uuid()))
EVERYTHING = bindparam("everything", type_=Boolean())
FIRST, LAST = (bindparam(name, type_=Date()) for name in ("first", "last"))
JUDGED = ("value", "target", "attainment", "status")
OF_FIGURE = (*JUDGED, "measurement_id")
OF_TOTAL = (*JUDGED, "measured", "measured_on")


class Measured(NamedTuple):
    """The measurement that stands for a period, and the day on which it was written."""

    id: UUID
    value: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What people wrote of some KPIs: measurements by KPI and period, and targets by KPI."""

    measured: Mapping[UUID, Mapping[date, Measured]]
    targets: Mapping[UUID, Targets]


def involved() -> Any:
    """Select KPIs, the formulas over them and all parts of these; and whether they can move."""
    over, under = (sql.kpi_part.__table__.alias(name) for name in ("over", "under"))
    start = func.unnest(IDS).column_valued("id")
    up = columns(start.label("id")).cte("up", recursive=True)
    up = up.union(columns(over.c.kpi_id).where(over.c.org_id == ORG, over.c.part_id == up.c.id))
    down = columns(up.c.id).cte("down", recursive=True)
    parts = columns(under.c.part_id).where(under.c.org_id == ORG, under.c.kpi_id == down.c.id)
    down = down.union(parts)
    mine = (sql.kpi.org_id == ORG, sql.kpi.id.in_(columns(down.c.id)))
    return select(Kpi, sql.kpi.id.in_(columns(up.c.id)).label("moves")).where(*mine)


def written() -> Any:
    """Select the measurements that stand in some days, and the targets that are not the usual."""
    m, later, org, t = sql.measurement, aliased(sql.measurement), sql.organization, sql.kpi_target
    replaced = columns(later.id).where(later.org_id == ORG, later.replaces_id == m.id).exists()
    on = func.date(func.timezone(org.timezone, m.created_at), type_=Date())
    standing = columns(m.kpi_id, m.period_on, m.value, m.id, on).join(org, org.id == m.org_id)
    no_id, no_day = cast(null(), Uuid()), cast(null(), Date())
    targets = columns(t.kpi_id, t.period_on, t.target, no_id, no_day)

    def asked(row: Any) -> Any:
        return (row.org_id == ORG, row.kpi_id == any_(IDS), row.period_on.between(FIRST, LAST))

    return union_all(standing.where(*asked(m), ~replaced), targets.where(*asked(t)))


def figures() -> Any:
    """Select what is stored of some KPIs in some periods, or in all."""
    f = sql.kpi_figure
    mine = (f.org_id == ORG, f.kpi_id == any_(IDS), or_(EVERYTHING, f.period_on == any_(DAYS)))
    return columns(f.kpi_id, f.period_on, *(getattr(f, name) for name in OF_FIGURE)).where(*mine)


def totals() -> Any:
    """Select what is stored of some KPIs over some cycles."""
    t = sql.kpi_total
    mine = (t.org_id == ORG, t.kpi_id == any_(IDS), t.cycle_id == any_(CYCLE_IDS))
    return columns(t.kpi_id, t.cycle_id, *(getattr(t, name) for name in OF_TOTAL)).where(*mine)


def cycles() -> Any:
    """Select the cycles that contain any of some days, those that are named, or all."""
    c, day = sql.cycle, func.unnest(DAYS).column_valued("day")
    contains = columns(day).where(day.between(c.starts_on, c.ends_on)).exists()
    wanted = or_(EVERYTHING, contains, c.id == any_(CYCLE_IDS))
    return columns(c.id, c.starts_on, c.ends_on).where(c.org_id == ORG, wanted)


def standing_in() -> Any:
    """Select the KPIs that were measured in some days, or stand over some cycles."""
    m, t = sql.measurement, sql.kpi_total
    measured = columns(m.kpi_id).where(m.org_id == ORG, m.period_on.between(FIRST, LAST))
    return measured.union(columns(t.kpi_id).where(t.org_id == ORG, t.cycle_id == any_(CYCLE_IDS)))


INVOLVED, WRITTEN, FIGURES, TOTALS = involved(), written(), figures(), totals()
CYCLES, STANDING_IN = cycles(), standing_in()


async def kpis_involved(
    session: AsyncSession, actor: Actor, kpi_ids: Collection[UUID]
) -> tuple[dict[UUID, Kpi], list[UUID]]:
    """Return KPIs, the formulas over them and all parts of these; and which of them can move."""
    given = {"org_id": actor.org_id, "ids": list(kpi_ids)}
    found = (await session.exec(INVOLVED, params=given)).all()
    return {kpi.id: kpi for kpi, _ in found}, [kpi.id for kpi, moves in found if moves]


async def facts_of(
    session: AsyncSession, actor: Actor, kpis: Mapping[UUID, Kpi], days: tuple[date, date]
) -> Facts:
    """Return what was measured of some KPIs in some days, and what was wanted."""
    measured: dict[UUID, dict[date, Measured]] = defaultdict(dict)
    exceptions: dict[UUID, dict[date, Decimal]] = defaultdict(dict)
    given = {"org_id": actor.org_id, "ids": list(kpis), "first": days[0], "last": days[1]}
    for kpi_id, period_on, value, id, on in await sql.rows(session, WRITTEN, **given):
        if id is None:
            exceptions[kpi_id][period_on] = value
        else:
            measured[kpi_id][period_on] = Measured(id, value, on)
    targets = {id: Targets(kpi.target, exceptions[id]) for id, kpi in kpis.items()}
    return Facts(measured, targets)


async def stored_figures(
    session: AsyncSession, actor: Actor, kpi_ids: Collection[UUID], days: Collection[date] | None
) -> Rows:
    """Return what is stored of some KPIs in the periods that begin on some days, or in all."""
    given = {"org_id": actor.org_id, "ids": list(kpi_ids), "days": list(days or ())}
    found = await sql.rows(session, FIGURES, **given, everything=days is None)
    return {(id, on): dict(zip(OF_FIGURE, row, strict=True)) for id, on, *row in found}


async def stored_totals(
    session: AsyncSession, actor: Actor, kpi_ids: Collection[UUID], cycle_ids: Collection[UUID]
) -> Rows:
    """Return what is stored of some KPIs over some cycles."""
    given = {"org_id": actor.org_id, "ids": list(kpi_ids), "cycle_ids": list(cycle_ids)}
    found = await sql.rows(session, TOTALS, **given)
    return {(id, cycle): dict(zip(OF_TOTAL, row, strict=True)) for id, cycle, *row in found}


async def cycles_with(
    session: AsyncSession,
    actor: Actor,
    days: Collection[date] | None,
    cycle_ids: Sequence[UUID] = (),
) -> Cycles:
    """Return the cycles that contain any of some days, or all; and those that are named."""
    given = {"org_id": actor.org_id, "days": list(days or ()), "cycle_ids": list(cycle_ids)}
    found = await sql.rows(session, CYCLES, **given, everything=days is None)
    return {id: Span(first, last) for id, first, last in found}


async def kpis_in(
    session: AsyncSession, actor: Actor, cycle_ids: Collection[UUID], days: tuple[date, date]
) -> list[UUID]:
    """Return the KPIs that were measured in some days, or are told to stand over some cycles."""
    given = {"org_id": actor.org_id, "cycle_ids": list(cycle_ids)}
    found = await sql.rows(session, STANDING_IN, **given, first=days[0], last=days[1])
    return [id for (id,) in found]
