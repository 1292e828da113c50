"""Whose a goal is, on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as Constraint
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


class Hidden(SQLModel):
    """A goal that you may not see. `id` is the same for you everywhere, and names nothing."""

    kind: Literal["hidden"]
    id: Annotated[str, Constraint(pattern="^hidden-[0-9a-f]{16}$")]


class Person(SQLModel):
    """A member, with the name to show."""

    id: UUID
    name: str
