"""Tying a KPI to the parts of its formula, and to the objectives that it guards."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.conflicts import UnknownId
from app.domain.formula import ensure_known, names, read
from app.domain.formula_order import ensure_order
from app.domain.formula_refusals import FormulaPath
from app.domain.kpi_entry import ensure_frequency
from app.features.goals.commands import ensure_still_changes
from app.features.hiding.queries import masked
from app.features.kpi_ties import queries
from app.tables import Kpi, KpiGuard, KpiPart


async def take_parts(session: AsyncSession, actor: Actor, kpi: Kpi) -> None:
    """Tie a KPI to what its formula names, or raise where it cannot stand on that."""
    await session.flush()
    tie = sql.kpi_part
    mine = (tie.org_id == actor.org_id, tie.kpi_id == kpi.id)
    await session.exec(delete(KpiPart).where(*mine))
    if kpi.formula is None:
        return
    formula = read(kpi.formula)
    parts = await queries.parts_named(session, actor, names(formula))
    ensure_known(formula, parts)
    ensure_frequency(kpi.frequency, [part.frequency for part in parts.values()])
    ids = {part.id for part in parts.values()}
    await ensure_in_order(session, actor, kpi.id, ids)
    session.add_all(KpiPart(org_id=actor.org_id, kpi_id=kpi.id, part_id=id) for id in sorted(ids))


async def ensure_in_order(
    session: AsyncSession, actor: Actor, kpi_id: UUID, part_ids: Collection[UUID]
) -> None:
    """Raise where a formula would stand on itself, with the path as the actor may see it."""
    parts = await queries.parts_of_all(session, actor)
    try:
        ensure_order(kpi_id, parts | {kpi_id: set(part_ids)})
    except FormulaPath as refused:
        refused.members["path"] = await masked(session, actor, refused.members["path"])
        raise


async def guard(
    session: AsyncSession, actor: Actor, kpi: Kpi, objective_ids: Sequence[UUID]
) -> list[UUID]:
    """Let a KPI guard some objectives and no others, but for those that the actor may not see."""
    guarded = await queries.guarded_by(session, actor, kpi.id)
    seen = await queries.objectives_seen(session, actor, objective_ids)
    for place, id in enumerate(objective_ids):
        if id not in seen:
            raise UnknownId(f"/guards/{place}")
        if id not in guarded:
            await ensure_still_changes(session, actor, seen[id])
    left = [id for id, is_seen in guarded.items() if is_seen and id not in seen]
    tie = sql.kpi_guard
    mine = (tie.org_id == actor.org_id, tie.kpi_id == kpi.id, tie.objective_id.in_(left))
    await session.exec(delete(KpiGuard).where(*mine))
    new = seen.keys() - guarded.keys()
    session.add_all(KpiGuard(org_id=actor.org_id, kpi_id=kpi.id, objective_id=id) for id in new)
    return sorted((guarded.keys() - set(left)) | new)
