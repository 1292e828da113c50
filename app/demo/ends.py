"""What becomes of a goal of the catalogue: a little of everything, by counting."""

from decimal import Decimal

from app.demo.verdict_script import Verdict
from app.domain.outcome import ObjectiveType, Outcome
from app.domain.visibility import Visibility

ACHIEVED, PARTLY = 0.85, 0.45
LEARNING_IN, ASPIRATIONAL_IN = 13, 4
TEAM_IN, PRIVATE_IN = 10, 17
DROPPED_IN, PROPOSED_IN, DRAFT_IN = 11, 6, 9
UNSCORED_IN, OVERRIDDEN_IN = 3, 7
SOBER = "数字好看,但下个季度还能不能保持,要再看。 The figures are better than what will last."
PROUD = "差的那一点不归我们,该学的都学到了。 What is missing was not in our hands."


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


def confirmed(n: int) -> Verdict | None:
    """Return what is said of a key result in the end: of some nobody says anything."""
    return None if n % UNSCORED_IN == 1 else Verdict()


def verdict_of(n: int, reached: float) -> Verdict | None:
    """Return what is said of an objective in the end: most agree with the figures."""
    if n % OVERRIDDEN_IN != 2:
        return confirmed(n)
    other = reached - 0.1 if reached > ACHIEVED else reached + 0.1
    reason = SOBER if reached > ACHIEVED else PROUD
    return Verdict(to=Decimal(str(round(min(other, 1), 2))), reason=reason)
