"""Groups of people, in a tree."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from app.tables.base import VersionedRow
from app.tables.constraints import refers_to
from app.tables.values import Title


class TeamFields(SQLModel):
    """What a person writes."""

    name: Title
    parent_id: UUID | None
    lead_id: UUID | None


class Team(TeamFields, VersionedRow, table=True):
    """A group with a lead, who leads the teams below as well."""

    __table_args__ = (
        refers_to("team", "parent_id"),
        refers_to("member", "lead_id"),
        CheckConstraint("parent_id <> id", name="not_itself"),
        Index(None, "org_id", "parent_id"),
        Index(None, "org_id", "lead_id"),
    )
