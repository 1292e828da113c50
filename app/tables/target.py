"""What a key result was meant to reach, each time that people changed it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.domain.metric import MetricKind
from app.tables.base import LONG, MEASURE, TenantRow
from app.tables.constraints import finite, one_of, part_of, refers_to
from app.tables.values import LongText


class Target(TenantRow, table=True):
    """A target of a key result, with the reason why it was set. Kept from the lock on."""

    __table_args__ = (
        part_of("key_result", "key_result_id"),
        refers_to("member", "set_by_id"),
        finite("start", "target", "lower", "upper"),
        Index(None, "org_id", "key_result_id", "id"),
    )

    key_result_id: UUID
    kind: MetricKind | None = Field(default=None, sa_type=one_of(MetricKind))  # else: as it is now
    set_by_id: UUID | None = None
    reason: LongText | None = Field(default=None, sa_type=LONG)
    start: Decimal | None = Field(default=None, sa_type=MEASURE)
    target: Decimal | None = Field(default=None, sa_type=MEASURE)
    lower: Decimal | None = Field(default=None, sa_type=MEASURE)
    upper: Decimal | None = Field(default=None, sa_type=MEASURE)
    steps: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
