"""Guards on the wire."""

from uuid import UUID

from sqlmodel import SQLModel

from app.domain.kpi import KpiStatus


class GuardPublic(SQLModel):
    """A KPI that guards an objective, and how it stood when last measured in its cycle."""

    kpi_id: UUID
    name: str
    status: KpiStatus
