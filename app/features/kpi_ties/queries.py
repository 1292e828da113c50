"""Reading what a KPI has to do with other things."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, literal, union_all
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.active import Active
from app.domain.actor import Actor
from app.domain.frequency import Frequency
from app.domain.kpi_change import Standing
from app.domain.yardstick_rules import ensure_target
from app.features.hiding.queries import masked
from app.features.sight.queries import kpi_visible, visible
from app.tables import Kpi, Objective

MOST = 20


class Part(NamedTuple):
    """A KPI that a formula names."""

    id: UUID
    frequency: Frequency


async def parts_named(
    session: AsyncSession, actor: Actor, keys: Collection[str]
) -> dict[str, Part]:
    """Return the KPIs that have one of some keys and that the actor may see, by it."""
    k = sql.kpi
    named = columns(k.key, k.id, k.frequency).where(kpi_visible(actor, k), k.key.in_(keys))
    return {key: Part(id, frequency) for key, id, frequency in await sql.rows(session, named)}


async def parts_of_all(session: AsyncSession, actor: Actor) -> dict[UUID, set[UUID]]:
    """Return the parts of every formula of an organization."""
    tie, parts = sql.kpi_part, dict[UUID, set[UUID]]()
    all_of = columns(tie.kpi_id, tie.part_id).where(tie.org_id == actor.org_id)
    for kpi_id, part_id in await sql.rows(session, all_of):
        parts.setdefault(kpi_id, set()).add(part_id)
    return parts


async def standing_on(session: AsyncSession, actor: Actor, kpi_id: UUID) -> Standing:
    """Return what stands on a KPI and would mean something else if it changed."""
    m, t, tie = sql.measurement, sql.kpi_target, sql.kpi_part
    measured = (m.org_id == actor.org_id, m.kpi_id == kpi_id)
    targets = columns(t.kpi_id).where(t.org_id == actor.org_id, t.kpi_id == kpi_id)
    formulas = columns(tie.kpi_id).where(tie.org_id == actor.org_id, tie.part_id == kpi_id)
    first, last = func.min(m.period_on), func.max(m.period_on)
    asked = columns(first, last, targets.exists(), formulas.exists()).where(*measured)
    [(begun, ended, *ties)] = await sql.rows(session, asked)
    return Standing(None if begun is None else Active(begun, ended), *ties)


async def named_by(session: AsyncSession, actor: Actor, kpi_id: UUID) -> list[dict[str, Any]]:
    """Return what keeps a KPI from being deleted: up to 20 that measure, name or judge it."""
    m, tie, kr, line = sql.measurement, sql.kpi_part, sql.key_result, sql.evaluation_line
    finds = {
        "measurement": (m.id, m.org_id, m.kpi_id),
        "kpi": (tie.kpi_id, tie.org_id, tie.part_id),
        "key_result": (kr.id, kr.org_id, kr.kpi_id),
        "evaluation": (line.evaluation_id, line.org_id, line.kpi_id),
    }
    selects = [
        columns(literal(kind).label("kind"), id).where(org == actor.org_id, of == kpi_id)
        for kind, (id, org, of) in finds.items()
    ]
    found = await sql.rows(session, union_all(*selects).limit(MOST))
    return await masked(session, actor, [{"kind": kind, "id": str(id)} for kind, id in found])


async def objectives_seen(
    session: AsyncSession, actor: Actor, ids: Collection[UUID]
) -> dict[UUID, Objective]:
    """Return which of some objectives the actor may see."""
    if not ids:
        return {}
    seen = select(Objective).where(visible(actor), sql.objective.id.in_(ids))
    return {objective.id: objective for objective in await session.exec(seen)}


async def guarded_by(session: AsyncSession, actor: Actor, kpi_id: UUID) -> dict[UUID, bool]:
    """Return the objectives that a KPI guards, and whether the actor may see them."""
    tie, o = sql.kpi_guard, aliased(sql.objective)
    seen = columns(o.id).where(visible(actor, o), o.id == tie.objective_id).exists()
    mine = columns(tie.objective_id, seen).where(tie.org_id == actor.org_id, tie.kpi_id == kpi_id)
    return {id: is_seen for id, is_seen in await sql.rows(session, mine)}


async def targets_of(session: AsyncSession, actor: Actor, kpi_id: UUID) -> dict[date, Decimal]:
    """Return the targets of single periods of a KPI, by period."""
    t = sql.kpi_target
    mine = columns(t.period_on, t.target).where(t.org_id == actor.org_id, t.kpi_id == kpi_id)
    return {on: target for on, target in await sql.rows(session, mine.order_by(t.period_on))}


async def ensure_targets_fit(session: AsyncSession, actor: Actor, kpi: Kpi) -> None:
    """Raise where a target of a period contradicts what a KPI is to be judged by."""
    for target in (await targets_of(session, actor, kpi.id)).values():
        ensure_target(kpi.yardstick, target, "/scoring")
