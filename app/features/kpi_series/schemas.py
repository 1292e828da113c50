"""Series of KPIs on the wire."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.domain.kpi import KpiStatus
from app.tables.kpi import PeriodOn
from app.tables.values import Figure


class KpiPeriodPublic(SQLModel):
    """How a KPI stands in a period; one without a value shows its target and the status `none`."""

    period_on: PeriodOn
    ends_on: Annotated[date, Constraint(description="Its last day.")]
    value: Figure | None
    target: Figure | None
    attainment: Figure | None
    status: KpiStatus
    measurement_id: Annotated[UUID | None, Constraint(description="Null of a formula, too.")]


class KpiToDatePublic(SQLModel):
    """How a KPI stands over a cycle, by the periods that have a value: `measured` of `periods`."""

    value: Figure | None
    target: Figure | None
    attainment: Figure | None
    status: KpiStatus
    measured: int
    periods: int


class KpiBasisPublic(SQLModel):
    """What a forecast rests on: how many periods have ended and been measured, of how many."""

    measured: int
    periods: int


class KpiForecastPublic(SQLModel):
    """Where a KPI will stand at the end of a cycle if it goes on as it has gone: an estimate."""

    value: Figure
    estimate: Literal[True]
    basis: KpiBasisPublic


class KpiSeriesPublic(SQLModel):
    """Every period of a KPI in a cycle, oldest first; the cycle to date, and its forecast."""

    items: list[KpiPeriodPublic]
    to_date: KpiToDatePublic
    forecast: Annotated[
        KpiForecastPublic | None,
        Constraint(description="Null until a period has ended and was measured."),
    ]


class KpiSeriesFilter(BaseModel):
    """Which cycle a series is of."""

    model_config = ConfigDict(extra="forbid")

    cycle_id: UUID
