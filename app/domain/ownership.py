"""Whose a thing is."""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain.errors import NotValid


class OwnerKind(StrEnum):
    """Who can own an objective."""

    organization = "organization"
    team = "team"
    member = "member"


class Owner(NamedTuple):
    """Whose an objective is. `id` is absent for the organization's own."""

    kind: OwnerKind
    id: UUID | None

    @classmethod
    def of(cls, member_id: UUID | None, team_id: UUID | None = None) -> "Owner":
        """Return the owner that a row names: nobody in particular is the organization."""
        if team_id is not None:
            return cls(OwnerKind.team, team_id)
        kind = OwnerKind.organization if member_id is None else OwnerKind.member
        return cls(kind, member_id)

    @property
    def member_id(self) -> UUID | None:
        """The member, where it is one."""
        return self.id if self.kind is OwnerKind.member else None

    @property
    def team_id(self) -> UUID | None:
        """The team, where it is one."""
        return self.id if self.kind is OwnerKind.team else None


class OwnerContradiction(NotValid):
    """A member and a team are named by an id, the organization is not."""

    code = "owner_contradiction"


class OwnerUnfit(NotValid):
    """Viewers and deactivated members own nothing."""

    code = "owner_unfit"


def ensure_named(kind: OwnerKind, id: UUID | None, org_id: UUID, pointer: str) -> Owner:
    """Return the owner that a request names, or raise where kind and id contradict each other."""
    if kind is OwnerKind.organization:
        if id not in (None, org_id):
            raise OwnerContradiction(f"{pointer}/id")
        return Owner(kind, None)
    if id is None:
        raise OwnerContradiction(f"{pointer}/id")
    return Owner(kind, id)
