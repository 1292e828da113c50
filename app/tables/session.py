"""A signed-in device: a family of refresh tokens and the access tokens that came of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.tables.base import new_id, now


class Session(SQLModel, table=True):
    """What an access token names. Ended, it opens nothing from the next request on."""

    __table_args__ = (Index(None, "account_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE")
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime  # however often it is renewed
    ended_at: datetime | None = None
