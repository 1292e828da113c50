"""Ends of edges on the wire."""

from uuid import UUID

from sqlmodel import SQLModel

from app.domain.alignment import GoalKind
from app.features.goals.schemas import Hidden


class GoalPublic(SQLModel):
    """One end of an edge."""

    kind: GoalKind
    id: UUID


End = GoalPublic | Hidden
