"""Copies on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.domain.copies import CopiedState, Skipped
from app.tables.values import RequestBody


class CopiesCreate(RequestBody):
    """What to copy: the objectives of a cycle, of some owners, in some states.

    Left out, it is all owners and every state. What was dropped is never copied.
    """

    from_cycle_id: UUID
    owner_id: Annotated[list[UUID], Constraint(min_length=1, max_length=100)] | None = None
    states: Annotated[list[CopiedState], Constraint(min_length=1, max_length=4)] | None = None


class CopyPublic(SQLModel):
    """An objective that was copied, and its copy."""

    from_id: UUID
    id: UUID


class SkippedPublic(SQLModel):
    """An objective that was not copied, and why."""

    id: UUID
    code: Skipped


class CopiesPublic(SQLModel):
    """What was copied. Of objectives, at most 100 are named each way."""

    cycle_id: UUID
    from_cycle_id: UUID
    objective_count: int
    key_result_count: int
    alignment_count: int
    skipped_count: int
    copied: list[CopyPublic]
    skipped: list[SkippedPublic]
