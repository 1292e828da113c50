"""Figures of KPIs on the wire."""

from uuid import UUID

from sqlmodel import SQLModel

from app.domain.kpi import KpiStatus
from app.tables.values import Day, Figure


class KpiPeriodPublic(SQLModel):
    """How a KPI stands in a period. A formula has a value that nobody measured."""

    period_on: Day
    ends_on: Day
    value: Figure | None
    target: Figure | None
    attainment: Figure | None
    status: KpiStatus
    measurement_id: UUID | None


class KpiToDatePublic(SQLModel):
    """How a KPI stands over a cycle, by the periods that have a value so far."""

    value: Figure | None
    target: Figure | None
    attainment: Figure | None
    status: KpiStatus
    measured: int
    periods: int
