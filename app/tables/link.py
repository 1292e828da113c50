"""A page that somebody may open without signing in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from app.tables.base import TenantRow
from app.tables.constraints import refers_to


class Link(TenantRow, table=True):
    """A page, and until when its link opens it. The secret of the link is signed, not stored.

    Whoever opens it comes in as the member who made it, by a session that serves nothing else.
    """

    __table_args__ = (refers_to("member", "member_id"), Index(None, "org_id", "member_id", "id"))

    member_id: UUID
    session_id: UUID  # sessions belong to accounts, not to an organization: no key leads there
    path: str = Field(max_length=200)
    query: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    expires_at: datetime

    def facts(self) -> dict[str, Any]:
        """Return what it opens, and until when: what its secret names is told to nobody."""
        return self.written("org_id", "id", "created_at", "session_id")
