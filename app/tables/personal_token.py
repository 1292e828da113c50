"""What a script signs in with."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.domain.role import Scope
from app.tables.base import new_id, now
from app.tables.constraints import one_of
from app.tables.values import Title


class PersonalToken(SQLModel, table=True):
    """The SHA-256 of a personal token, and how far it reaches."""

    __tablename__ = "personal_token"
    __table_args__ = (Index(None, "account_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE")
    created_at: datetime = Field(default_factory=now)
    hash: bytes = Field(unique=True)
    prefix: str = Field(max_length=24)
    name: Title
    scope: Scope = Field(sa_type=one_of(Scope))
    org_id: UUID | None = Field(default=None, foreign_key="organization.id", ondelete="CASCADE")
    expires_on: date
    last_used_at: datetime | None = None
