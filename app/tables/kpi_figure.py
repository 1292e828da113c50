"""What follows from measurements and thresholds, stored in the commit that changes them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.domain.kpi import KpiStatus
from app.tables.base import FIGURE, MEASURE
from app.tables.constraints import one_of, part_of, refers_to


class KpiFigure(SQLModel, table=True):
    """How a KPI stands in a period that has a value: measured, or worked out by its formula."""

    __tablename__ = "kpi_figure"
    __table_args__ = (part_of("kpi", "kpi_id"), refers_to("measurement", "measurement_id"))

    org_id: UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    kpi_id: UUID = Field(primary_key=True)
    period_on: date = Field(primary_key=True)
    value: Decimal = Field(sa_type=FIGURE)
    target: Decimal | None = Field(default=None, sa_type=MEASURE)
    attainment: Decimal | None = Field(default=None, sa_type=FIGURE)
    status: KpiStatus = Field(sa_type=one_of(KpiStatus))
    measurement_id: UUID | None = None


class KpiTotal(SQLModel, table=True):
    """How a KPI stands over a cycle, to date. Stands only where a period has a value."""

    __tablename__ = "kpi_total"
    __table_args__ = (
        part_of("kpi", "kpi_id"),
        part_of("cycle", "cycle_id"),
        CheckConstraint("measured > 0", name="measured"),
        Index(None, "org_id", "cycle_id"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    kpi_id: UUID = Field(primary_key=True)
    cycle_id: UUID = Field(primary_key=True)
    value: Decimal | None = Field(default=None, sa_type=FIGURE)
    target: Decimal | None = Field(default=None, sa_type=FIGURE)
    attainment: Decimal | None = Field(default=None, sa_type=FIGURE)
    status: KpiStatus = Field(sa_type=one_of(KpiStatus))
    measured: int
    measured_on: date  # the last day on which somebody measured what it is made of
