"""What becomes of a goal of the catalogue: a little of everything, by counting."""

from app.domain.outcome import ObjectiveType, Outcome
from app.domain.visibility import Visibility

ACHIEVED, PARTLY = 0.85, 0.45
LEARNING_IN, ASPIRATIONAL_IN = 13, 4
TEAM_IN, PRIVATE_IN = 10, 17
DROPPED_IN, PROPOSED_IN, DRAFT_IN = 11, 6, 9


def reaches(cycle: str, n: int) -> str:
    """Return the state that a goal comes to: what is past is closed, or was dropped."""
    if cycle == "year":
        return "agreed"
    if cycle == "q4":
        return "proposed" if n % PROPOSED_IN == 0 else "draft" if n % DRAFT_IN == 0 else "agreed"
    return "dropped" if n % DROPPED_IN == 0 else "closed"


def type_of(n: int) -> ObjectiveType:
    """Return what is expected at the end."""
    if n % LEARNING_IN == 0:
        return ObjectiveType.learning
    return ObjectiveType.aspirational if n % ASPIRATIONAL_IN == 1 else ObjectiveType.committed


def outcome_of(n: int, reached: float) -> Outcome:
    """Return what came of a goal."""
    if type_of(n) is ObjectiveType.learning:
        return Outcome.validated if reached > PARTLY else Outcome.invalidated
    if reached > ACHIEVED:
        return Outcome.achieved
    return Outcome.partial if reached > PARTLY else Outcome.missed


def visibility_of(cycle: str, n: int, owner: str) -> Visibility:
    """Return who may see a goal. What others help is for everybody."""
    if cycle == "year":
        return Visibility.organization
    if n % PRIVATE_IN == 1 and not owner.startswith("@"):
        return Visibility.private
    return Visibility.team if n % TEAM_IN == 3 else Visibility.organization
