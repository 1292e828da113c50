"""What renews a session, once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.tables.base import now


class RefreshToken(SQLModel, table=True):
    """The SHA-256 of a refresh token. Used again, it gives the whole session away."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index(None, "session_id"),)

    hash: bytes = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="session.id", ondelete="CASCADE")
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None
