"""Measuring much at once: what is wrong is told row by row, before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record, record_all
from app.domain.actor import Actor
from app.domain.conflicts import UnknownId
from app.domain.errors import DomainError, NotValid
from app.domain.kpi_source import KpiIsFormula
from app.domain.member_import import RowRepeated
from app.domain.permissions import ensure_may_change
from app.domain.rollup import Moved
from app.features.kpi_figures.commands import stand
from app.features.measurement_imports.schemas import MeasurementImport, MeasurementRow
from app.features.measurements.commands import ensure_fits, measured
from app.features.measurements.queries import kpis_seen, standing_for
from app.tables import Kpi, Measurement


class Imported(NamedTuple):
    """The measurement that stands for each row, how many of them are new, and what they moved."""

    rows: Sequence[Measurement]
    new: int
    moved: Sequence[Moved]
    kpis: Mapping[UUID, Kpi]


async def import_measurements(
    session: AsyncSession, actor: Actor, new: MeasurementImport
) -> Imported:
    """Write down many values: all of them, or none where a row is wrong."""
    kpis = await kpis_seen(session, actor, {row.kpi_id for row in new.items})
    for kpi in kpis.values():
        ensure_may_change(actor, kpi.owner)
    if wrong := list(wrong_rows(actor, kpis, new.items)):
        raise NotValid.where(wrong)
    standing = await standing_for(session, actor, kpis, {row.period_on for row in new.items})
    rows = [
        measured(actor, row.kpi_id, row, standing.get((row.kpi_id, row.period_on)))
        for row in new.items
    ]
    stood = {each.id for each in standing.values()}
    made = [row for row in rows if row.id not in stood]
    return Imported(rows, len(made), await write_down(session, actor, made), kpis)


async def write_down(
    session: AsyncSession, actor: Actor, made: Sequence[Measurement]
) -> list[Moved]:
    """Store measurements, each with its line, the last of which tells what all of them moved."""
    if not made:
        return []
    session.add_all(made)
    kpi_ids, periods = {each.kpi_id for each in made}, {each.period_on for each in made}
    moved = await stand(session, actor, kpi_ids, periods)
    await record_all(session, actor, "measurement.created", made[:-1])
    await record(session, actor, "measurement.created", made[-1], moved=moved)
    return moved


def wrong_rows(
    actor: Actor, kpis: Mapping[UUID, Kpi], rows: Sequence[MeasurementRow]
) -> Iterator[tuple[str, DomainError]]:
    """Yield what is wrong with which row."""
    seen: set[tuple[UUID, date]] = set()
    for n, row in enumerate(rows):
        pointer, kpi = f"/items/{n}", kpis.get(row.kpi_id)
        if (row.kpi_id, row.period_on) in seen:
            yield f"{pointer}/period_on", RowRepeated()
        elif kpi is None:
            yield f"{pointer}/kpi_id", UnknownId()
        else:
            yield from misfits(actor, kpi, row, pointer)
        seen.add((row.kpi_id, row.period_on))


def misfits(
    actor: Actor, kpi: Kpi, row: MeasurementRow, pointer: str
) -> Iterator[tuple[str, DomainError]]:
    """Yield why a KPI does not take a row."""
    try:
        ensure_fits(actor, kpi, row, pointer)
    except KpiIsFormula as refused:
        yield f"{pointer}/kpi_id", refused
    except NotValid as refused:
        yield refused.pointer, refused
