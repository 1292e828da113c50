"""The journal on the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field as Constraint
from pydantic.json_schema import SkipJsonSchema
from sqlmodel import SQLModel

from app.db.paging import Page, PageRequest
from app.features.goals.schemas import Person
from app.tables.values import At, Instant, Text

Seq = Annotated[
    int,
    Constraint(ge=0, le=2**63 - 1, description="Only what came after this number, oldest first."),
]
Kind = Annotated[Text, Constraint(max_length=24)]
Action = Annotated[Text, Constraint(max_length=64)]


class SubjectPublic(SQLModel):
    """What something happened to."""

    kind: str
    id: UUID


class FigureMovedPublic(SQLModel):
    """A figure that moved because of it."""

    kind: str
    id: UUID
    progress_before: float | None
    progress_after: float | None


class JournalEntryPublic(SQLModel):
    """A line of the journal. `before` and `after` hold the fields that changed."""

    seq: int
    created_at: At
    actor: Person | None
    action: str
    subject: SubjectPublic
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    moved: list[FigureMovedPublic]
    note: str | None
    request_id: str


class JournalPage(Page[JournalEntryPublic]):
    """A page of the journal."""


class JournalFilter(PageRequest):
    """Which lines to list: newest first, or from `since_seq` on; repeated, a filter means any."""

    since_seq: Seq | None = None
    subject_kind: list[Kind] | None = None
    subject_id: list[UUID] | None = None
    actor_id: list[UUID] | None = None
    action: list[Action] | None = None
    updated_since: Instant | None = None
    sort: Literal["created_at", "-created_at"] | SkipJsonSchema[None] = None
