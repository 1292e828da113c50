"""Reading the series of a KPI.

How it stands is stored. What depends on the day is worked out: where it is going.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select as columns
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.forecast import Forecast
from app.domain.kpi import KpiStatus
from app.domain.kpi_standing import years
from app.domain.kpi_target import Targets
from app.domain.period import end, periods_in
from app.domain.span import Span
from app.features.goals.queries import named_cycle
from app.features.kpi_figures.commands import book_of
from app.features.kpi_figures.queries import facts_of, kpis_involved
from app.features.kpi_series.schemas import KpiSeriesPublic
from app.tables import Kpi, KpiFigure, KpiTotal

UNTOLD: dict[str, Any] = dict.fromkeys(("value", "attainment", "measurement_id")) | {
    "status": KpiStatus.none
}
STOOD = ("value", "target", "attainment", "status")


async def series_of(
    session: AsyncSession, actor: Actor, kpi: Kpi, cycle_id: UUID
) -> KpiSeriesPublic:
    """Return how a KPI stands in every period of a cycle, measured or not, and over it."""
    cycle = await named_cycle(session, actor, cycle_id, "cycle_id")
    periods = periods_in(kpi.frequency, *cycle.span, kpi.active)
    targets = Targets(kpi.target, await exceptions_of(session, actor, kpi.id))
    figures = await figures_in(session, actor, kpi.id, cycle.span)
    told = [period_told(kpi, day, targets.of(day), figures.get(day)) for day in periods]
    total = await session.get(KpiTotal, (actor.org_id, kpi.id, cycle_id))
    forecast = forecast_told(await forecast_of(session, actor, kpi, periods))
    found = {"items": told, "to_date": to_date(total, len(periods)), "forecast": forecast}
    return KpiSeriesPublic.model_validate(found)


def period_told(
    kpi: Kpi, period_on: date, target: Decimal | None, figure: KpiFigure | None
) -> dict[str, Any]:
    """Return how a KPI stands in a period."""
    days = {"period_on": period_on, "ends_on": end(kpi.frequency, period_on), "target": target}
    return days | ({name: getattr(figure, name) for name in UNTOLD} if figure else UNTOLD)


def to_date(total: KpiTotal | None, periods: int) -> dict[str, Any]:
    """Return how a KPI stands over a cycle of so many periods; nothing stored: nothing measured."""
    stood = dict.fromkeys(STOOD) | {"status": KpiStatus.none, "measured": 0}
    if total is not None:
        stood = {name: getattr(total, name) for name in (*STOOD, "measured")}
    return stood | {"periods": periods}


def forecast_told(forecast: Forecast | None) -> dict[str, Any] | None:
    """Return a forecast, marked as the estimate that it is."""
    if forecast is None:
        return None
    return {"value": forecast.value, "estimate": True, "basis": forecast.basis._asdict()}


async def figures_in(
    session: AsyncSession, actor: Actor, kpi_id: UUID, span: Span
) -> Mapping[date, KpiFigure]:
    """Return how a KPI stands in those periods that begin in some days and have a value."""
    f = sql.kpi_figure
    mine = (f.org_id == actor.org_id, f.kpi_id == kpi_id, f.period_on.between(*span))
    return {each.period_on: each for each in await session.exec(select(KpiFigure).where(*mine))}


async def exceptions_of(
    session: AsyncSession, actor: Actor, kpi_id: UUID
) -> Mapping[date, Decimal]:
    """Return the targets of those periods of a KPI that have one of their own."""
    t = sql.kpi_target
    mine = columns(t.period_on, t.target).where(t.org_id == actor.org_id, t.kpi_id == kpi_id)
    return dict(await sql.rows(session, mine))


async def forecast_of(
    session: AsyncSession, actor: Actor, kpi: Kpi, periods: Sequence[date]
) -> Forecast | None:
    """Return where a KPI will stand after some periods, by all its parts, seen or not."""
    if not periods:
        return None
    involved, _ = await kpis_involved(session, actor, [kpi.id])
    window = years((periods[0], periods[-1]))
    book = book_of(involved, await facts_of(session, actor, involved, window))
    return book.forecast(kpi.id, periods, actor.today)
