"""What a KPI has to do with other things."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.tables.constraints import part_of, refers_to


class KpiPart(SQLModel, table=True):
    """A KPI that the formula of another names."""

    __tablename__ = "kpi_part"
    __table_args__ = (
        part_of("kpi", "kpi_id"),
        refers_to("kpi", "part_id"),
        CheckConstraint("kpi_id <> part_id", name="not_itself"),
        Index(None, "org_id", "part_id"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    kpi_id: UUID = Field(primary_key=True)
    part_id: UUID = Field(primary_key=True)


class KpiGuard(SQLModel, table=True):
    """An objective that a KPI guards: when it turns red, the objective shows it."""

    __tablename__ = "kpi_guard"
    __table_args__ = (
        part_of("kpi", "kpi_id"),
        part_of("objective", "objective_id"),
        Index(None, "org_id", "objective_id"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    kpi_id: UUID = Field(primary_key=True)
    objective_id: UUID = Field(primary_key=True)
