"""What is scored, when, and what has to be said with it."""

from decimal import Decimal

from app.domain.cycle import RUNNING, CycleState
from app.domain.errors import Conflict, NotValid
from app.domain.lifecycle import ObjectiveState

SCORED = frozenset({ObjectiveState.agreed, ObjectiveState.closed})


class CycleNotRunning(Conflict):
    """Scores are given while a cycle is active or in review."""

    code = "cycle_not_running"


class ObjectiveNotAgreed(Conflict):
    """What nobody has agreed to is not scored, nor what was dropped."""

    code = "objective_not_agreed"


class ScoreReasonRequired(NotValid):
    """Whoever sees it otherwise than the figures says why."""

    code = "score_reason_required"


def ensure_scorable(cycle: CycleState, objective: ObjectiveState) -> None:
    """Raise where it is too early for a score, or where there is nothing to score."""
    if cycle not in RUNNING:
        raise CycleNotRunning(state=cycle)
    if objective not in SCORED:
        raise ObjectiveNotAgreed(state=objective)


def ensure_score_reason(
    score: Decimal | None, proposed: Decimal | None, reason: str | None
) -> None:
    """Raise where a score differs from what the figures say, and nobody says why."""
    if score not in (None, proposed) and not (reason or "").strip():
        raise ScoreReasonRequired("/reason")
