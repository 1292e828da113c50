"""What was measured."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.tables.base import LONG, MEASURE, TenantRow
from app.tables.constraints import finite, refers_to
from app.tables.values import LongText


class Measurement(TenantRow, table=True):
    """A value of a KPI for a period. It is never edited: a later one replaces it."""

    __table_args__ = (
        UniqueConstraint("org_id", "replaces_id"),
        refers_to("kpi", "kpi_id"),
        refers_to("measurement", "replaces_id"),
        refers_to("member", "author_id"),
        finite("value"),
        Index(None, "org_id", "kpi_id", "period_on", "id"),
    )

    kpi_id: UUID
    period_on: date
    value: Decimal = Field(sa_type=MEASURE)
    note: LongText | None = Field(default=None, sa_type=LONG)
    replaces_id: UUID | None = None
    author_id: UUID
