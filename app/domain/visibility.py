"""Who may see an objective, and all that hangs on it."""

from collections.abc import Set
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from app.domain.actor import Actor
from app.domain.errors import NotValid
from app.domain.ownership import Owner, OwnerKind
from app.domain.role import Role


class Visibility(StrEnum):
    """How far an objective is open, from everybody to its owner."""

    organization = "organization"
    team = "team"
    private = "private"


class VisibilityUnfit(NotValid):
    """The organization is no team, so what it owns cannot be for its team."""

    code = "visibility_unfit"


class Sight(NamedTuple):
    """Whom somebody works with: `teams` they are in or lead, `mates` are in or lead these."""

    teams: Set[UUID] = frozenset()
    mates: Set[UUID] = frozenset()


def ensure_visibility(owner: Owner, visibility: Visibility, pointer: str = "/visibility") -> None:
    """Raise where something of the organization is meant for a team alone."""
    if owner.kind is OwnerKind.organization and visibility is Visibility.team:
        raise VisibilityUnfit(pointer)


def starting_visibility(owner: Owner, policy: Visibility) -> Visibility:
    """Return the visibility of a new objective that says nothing about it."""
    if owner.kind is OwnerKind.organization and policy is Visibility.team:
        return Visibility.organization
    return policy


def may_see(
    actor: Actor, sight: Sight, owner: Owner, visibility: Visibility, involved: Set[UUID]
) -> bool:
    """Whether somebody may see an objective. `involved` own its key results and initiatives."""
    if visibility is Visibility.organization or actor.role.rank >= Role.admin.rank:
        return True
    if actor.member_id in involved:
        return True
    shared = visibility is Visibility.team
    match owner.kind:
        case OwnerKind.organization:
            return actor.role.rank >= Role.manager.rank
        case OwnerKind.team:
            return owner.id in (sight.teams if shared else actor.leads)
        case OwnerKind.member:
            return owner.id == actor.member_id or (shared and owner.id in sight.mates)
