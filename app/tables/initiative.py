"""How people mean to get there."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.domain.initiative import InitiativeState
from app.domain.ownership import Owner
from app.tables.addresses import WebAddress
from app.tables.base import LONG, VersionedRow
from app.tables.constraints import one_of, part_of, refers_to
from app.tables.values import Day, LongText, Title


class InitiativeFields(SQLModel):
    """What a person writes."""

    title: Title
    strategy: LongText | None = Field(sa_type=LONG)
    starts_on: Day | None
    due_on: Day | None
    effect: LongText | None = Field(sa_type=LONG)
    url: WebAddress | None = Field(sa_type=String(2000))


class Initiative(InitiativeFields, VersionedRow, table=True):
    """An action strategy and its plan, under a key result. It does not move progress."""

    __table_args__ = (
        part_of("key_result", "key_result_id"),
        refers_to("member", "owner_member_id"),
        CheckConstraint("starts_on <= due_on", name="days"),
        Index(None, "org_id", "key_result_id"),
        Index(None, "org_id", "owner_member_id"),
        Index(None, "org_id", "updated_at"),
        Index(None, "org_id", "created_at", "id"),
    )

    key_result_id: UUID
    owner_member_id: UUID | None = None
    state: InitiativeState = Field(default=InitiativeState.planned, sa_type=one_of(InitiativeState))
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)

    def facts(self) -> dict[str, Any]:
        """Return what people wrote, with the owner under the name of the API."""
        facts = super().facts()
        facts.pop("owner_member_id")
        owner = None if self.owner_member_id is None else Owner.of(self.owner_member_id)._asdict()
        return facts | {"owner": owner}
