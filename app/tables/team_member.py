"""Who is in which team."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.tables.base import now
from app.tables.constraints import part_of


class TeamMember(SQLModel, table=True):
    """A member in a team. A member may be in several."""

    __tablename__ = "team_member"
    __table_args__ = (
        part_of("team", "team_id"),
        part_of("member", "member_id"),
        Index(None, "org_id", "member_id"),
    )

    org_id: UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    team_id: UUID = Field(primary_key=True)
    member_id: UUID = Field(primary_key=True)
    created_at: datetime = Field(default_factory=now)
