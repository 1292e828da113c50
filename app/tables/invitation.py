"""A way into an organization for somebody who is not in yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.tables.base import now
from app.tables.constraints import part_of


class Invitation(SQLModel, table=True):
    """The SHA-256 of an invitation's token. Reached by it alone: its bearer has no tenant yet."""

    __table_args__ = (part_of("member", "member_id"), Index(None, "org_id", "member_id"))

    hash: bytes = Field(primary_key=True)
    org_id: UUID
    member_id: UUID
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
