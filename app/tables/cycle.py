"""The stretch of days that objectives belong to."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.domain.cadence import CheckInCadence, RetrospectiveCadence, ReviewCadence
from app.domain.cycle import CycleKind, CycleState
from app.domain.span import Span
from app.tables.base import VersionedRow
from app.tables.constraints import one_of, refers_to
from app.tables.values import Day, Title

CADENCE = ("check_in", "review", "retrospective")


class CycleFields(SQLModel):
    """What a person writes."""

    name: Title
    kind: CycleKind = Field(sa_type=one_of(CycleKind))
    starts_on: Day
    ends_on: Day
    parent_id: UUID | None


class Cycle(CycleFields, VersionedRow, table=True):
    """A stretch of days, both ends included, and how often people look at it."""

    __table_args__ = (
        refers_to("cycle", "parent_id"),
        CheckConstraint("starts_on <= ends_on", name="days"),
        CheckConstraint("parent_id <> id", name="not_itself"),
        Index(None, "org_id", "parent_id"),
    )

    state: CycleState = Field(default=CycleState.draft, sa_type=one_of(CycleState))
    check_in: CheckInCadence | None = Field(default=None, sa_type=one_of(CheckInCadence))
    review: ReviewCadence | None = Field(default=None, sa_type=one_of(ReviewCadence))
    retrospective: RetrospectiveCadence | None = Field(
        default=None, sa_type=one_of(RetrospectiveCadence)
    )

    def facts(self) -> dict[str, Any]:
        """Return what people wrote."""
        cadence = {name: getattr(self, name) for name in CADENCE}
        written = {name: value for name, value in super().facts().items() if name not in CADENCE}
        return written | {"cadence": cadence}

    @property
    def span(self) -> Span:
        """Its days, as the rules see them."""
        return Span(self.starts_on, self.ends_on)
