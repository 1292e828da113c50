"""Reading key results that follow a KPI, and where it stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, any_, bindparam
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.check_in import Report
from app.features.goals.queries import its_objective
from app.tables import CheckIn, KeyResult, KpiTotal, Objective

Tracker = tuple[KeyResult, Objective, Decimal | None, date | None]  # with figure, and its day
ORG = bindparam("org_id", type_=Uuid())
IDS = bindparam("ids", type_=ARRAY(Uuid()))
CYCLE_IDS = bindparam("cycle_ids", type_=ARRAY(Uuid()))
FRESH = {"populate_existing": True}


def trackers(*which: Any) -> Any:
    """Select the key results that follow a KPI and still move, each with where the KPI stands."""
    kr, o, t = sql.key_result, sql.objective, sql.kpi_total
    its_total = and_(t.org_id == ORG, t.kpi_id == kr.kpi_id, t.cycle_id == o.cycle_id)
    rows = select(KeyResult, Objective, t.value, t.measured_on).join(Objective, its_objective())
    mine = rows.join(KpiTotal, its_total, isouter=True).where(kr.org_id == ORG, *which)
    return mine.where(kr.kpi_id.is_not(None), kr.frozen_on.is_(None)).order_by(kr.id)


TRACKERS = trackers(sql.key_result.kpi_id == any_(IDS), sql.objective.cycle_id == any_(CYCLE_IDS))
NAMED = trackers(sql.key_result.id == any_(IDS))
UNDER = trackers(sql.key_result.objective_id == bindparam("objective_id", type_=Uuid()))
REPORTED = select(CheckIn).where(
    sql.check_in.org_id == ORG, sql.check_in.key_result_id == any_(IDS)
)


async def trackers_of(
    session: AsyncSession, actor: Actor, kpi_ids: Collection[UUID], cycle_ids: Collection[UUID]
) -> Sequence[Tracker]:
    """Return the key results that follow some KPIs over some cycles."""
    given = {"org_id": actor.org_id, "ids": list(kpi_ids), "cycle_ids": list(cycle_ids)}
    found: Sequence[Tracker] = (await session.exec(TRACKERS, params=given)).all()
    return found


async def trackers_among(
    session: AsyncSession, actor: Actor, key_result_ids: Collection[UUID]
) -> Sequence[Tracker]:
    """Return which of some key results follow a KPI."""
    given = {"org_id": actor.org_id, "ids": list(key_result_ids)}
    found = await session.exec(NAMED, params=given, execution_options=FRESH)
    trackers: Sequence[Tracker] = found.all()
    return trackers


async def trackers_under(
    session: AsyncSession, actor: Actor, objective_id: UUID
) -> Sequence[Tracker]:
    """Return the key results of an objective that follow a KPI."""
    given = {"org_id": actor.org_id, "objective_id": objective_id}
    found = await session.exec(UNDER, params=given, execution_options=FRESH)
    trackers: Sequence[Tracker] = found.all()
    return trackers


async def reports_about(
    session: AsyncSession, actor: Actor, key_result_ids: Collection[UUID]
) -> Mapping[UUID, list[Report]]:
    """Return everything that was reported about some key results."""
    reports: dict[UUID, list[Report]] = defaultdict(list)
    given = {"org_id": actor.org_id, "ids": list(key_result_ids)}
    for check_in in (await session.exec(REPORTED, params=given)).all():
        reports[check_in.key_result_id].append(check_in.report)
    return reports


async def figure_of(
    session: AsyncSession, actor: Actor, kpi_id: UUID, cycle_id: UUID
) -> tuple[Decimal | None, date | None]:
    """Return where a KPI stands over a cycle, and the last day on which it was measured."""
    total = await session.get(KpiTotal, (actor.org_id, kpi_id, cycle_id), populate_existing=True)
    return (None, None) if total is None else (total.value, total.measured_on)
