"""Personal tokens on the wire."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.db.paging import Page, PageRequest
from app.domain.role import Scope
from app.tables.values import At, Day, Instant, RequestBody, Title


class TokenCreate(RequestBody):
    """A new token: for all of your organizations or for one, for 90 days unless you say else."""

    name: Title
    scopes: Annotated[list[Scope], Constraint(min_length=1, max_length=3)]
    org_id: UUID | None = None
    expires_on: Day | None = None


class PersonalTokenPublic(SQLModel):
    """A personal token, without its secret."""

    id: UUID
    name: str
    prefix: str
    scopes: list[Scope]
    org_id: UUID | None
    expires_on: date
    last_used_at: At | None
    created_at: At


class TokenCreatedPublic(PersonalTokenPublic):
    """A new token with its secret, which is shown once."""

    token: str


class TokenPage(Page[PersonalTokenPublic]):
    """A page of personal tokens."""


class TokenFilter(PageRequest):
    """Which of your tokens to list, and in which order."""

    updated_since: Instant | None = None
    sort: Literal["created_at", "-created_at", "name", "-name", "expires_on", "-expires_on"] = (
        "-created_at"
    )
