"""What a cycle looked like on the day on which it was closed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.tables.base import TenantRow
from app.tables.constraints import refers_to


class Snapshot(TenantRow, table=True):
    """An objective of a closed cycle with its key results, as people saw it then."""

    __table_args__ = (
        refers_to("cycle", "cycle_id"),
        refers_to("objective", "objective_id"),
        Index(None, "org_id", "cycle_id", "objective_id", unique=True),
    )

    cycle_id: UUID
    objective_id: UUID
    document: dict[str, Any] = Field(sa_type=JSONB)
