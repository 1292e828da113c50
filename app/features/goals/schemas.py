"""Whose a goal is, on the wire."""

from uuid import UUID

from sqlmodel import SQLModel

from app.domain.ownership import OwnerKind
from app.tables.values import RequestBody


class Owner(RequestBody):
    """Whose it is. The organization needs no id."""

    kind: OwnerKind
    id: UUID | None = None


class OwnerPublic(SQLModel):
    """Whose it is, with the name to show."""

    kind: OwnerKind
    id: UUID
    name: str


class Person(SQLModel):
    """A member, with the name to show."""

    id: UUID
    name: str
