"""Measuring."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record
from app.domain.actor import Actor
from app.domain.kpi_source import KpiIsFormula, ensure_measured
from app.domain.period_rules import (
    NoPeriodBegins,
    PeriodOutsideSpan,
    PeriodToCome,
    ensure_measurable,
)
from app.domain.permissions import ensure_may_change
from app.domain.rollup import Moved
from app.domain.yardstick_refusals import KpiValueNegative
from app.domain.yardstick_rules import ensure_value
from app.features.kpi_figures.commands import stand
from app.features.measurements import queries
from app.features.measurements.schemas import MeasurementCreate
from app.tables import Kpi, Measurement

# What `ensure_fits` says no with: to one value, and to a row of many.
UNFIT = (KpiIsFormula, NoPeriodBegins, PeriodOutsideSpan, PeriodToCome, KpiValueNegative)


async def create_measurement(
    session: AsyncSession, actor: Actor, kpi: Kpi, new: MeasurementCreate
) -> tuple[Measurement, list[Moved], bool]:
    """Write down a value of a period, and say what it moved, and whether it is new."""
    ensure_may_change(actor, kpi.owner)
    ensure_fits(actor, kpi, new)
    standing = await queries.standing_for(session, actor, [kpi.id], [new.period_on])
    replaced = standing.get((kpi.id, new.period_on))
    measurement = measured(actor, kpi.id, new, replaced)
    if measurement is replaced:
        return measurement, [], False
    session.add(measurement)
    moved = await stand(session, actor, [kpi.id], [new.period_on])
    await record(session, actor, "measurement.created", measurement, moved=moved)
    return measurement, moved, True


def ensure_fits(actor: Actor, kpi: Kpi, new: MeasurementCreate, pointer: str = "") -> None:
    """Raise where a KPI does not take a value, or not for this period."""
    ensure_measured(kpi.formula)
    days = (kpi.active, actor.today, f"{pointer}/period_on")
    ensure_measurable(kpi.frequency, new.period_on, *days)
    ensure_value(kpi.yardstick, new.value, f"{pointer}/value")


def measured(
    actor: Actor, kpi_id: UUID, new: MeasurementCreate, replaced: Measurement | None
) -> Measurement:
    """Return a new measurement, or the one that stands already where it says the same."""
    if replaced is not None and replaced.value == new.value:
        return replaced
    return Measurement(
        org_id=actor.org_id,
        kpi_id=kpi_id,
        period_on=new.period_on,
        value=new.value,
        note=new.note,
        replaces_id=None if replaced is None else replaced.id,
        author_id=actor.member_id,
        created_at=actor.at,
    )
