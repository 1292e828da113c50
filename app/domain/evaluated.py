"""Whose figures are judged, who speaks for them, and who leads them."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.actor import Actor
from app.domain.ownership import Owner, OwnerKind
from app.domain.role import Role


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Whose figures are judged. `lead_id` speaks for a team; `team_ids` are those of a member.

    Who leads a team counts as one of it.
    """

    owner: Owner
    lead_id: UUID | None = None
    team_ids: frozenset[UUID] = frozenset()


def speaks_for(actor: Actor, evaluated: Evaluated) -> bool:
    """Whether somebody is evaluated: a team in its own lead, the organization in its owners."""
    match evaluated.owner.kind:
        case OwnerKind.organization:
            return actor.role is Role.owner
        case OwnerKind.team:
            return evaluated.lead_id == actor.member_id
        case OwnerKind.member:
            return evaluated.owner.member_id == actor.member_id


def leads(actor: Actor, evaluated: Evaluated) -> bool:
    """Whether somebody leads those who are evaluated, from however high."""
    if evaluated.owner.team_id is not None:
        return evaluated.owner.team_id in actor.leads
    return bool(evaluated.team_ids & actor.leads)
