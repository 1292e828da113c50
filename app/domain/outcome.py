"""What is expected of an objective, and what became of it."""

from enum import StrEnum

from app.domain.errors import NotValid
from app.domain.lifecycle import ObjectiveState


class ObjectiveType(StrEnum):
    """What is expected at the end: all of it, most of it, or a lesson."""

    committed = "committed"
    aspirational = "aspirational"
    learning = "learning"


class Outcome(StrEnum):
    """What became of an objective."""

    achieved = "achieved"
    partial = "partial"
    missed = "missed"
    validated = "validated"
    invalidated = "invalidated"


LEARNT = frozenset({Outcome.validated, Outcome.invalidated})


class OutcomeRequired(NotValid):
    """Closing asks what came of it, and nothing else does."""

    code = "outcome_required"


class OutcomeUnfit(NotValid):
    """A lesson is validated or not; everything else is achieved, or partly, or missed."""

    code = "outcome_unfit"


def ensure_outcome(kind: ObjectiveType, wanted: ObjectiveState, outcome: Outcome | None) -> None:
    """Raise where closing leaves out what came of it, or anything else says it too early."""
    if (wanted is ObjectiveState.closed) != (outcome is not None):
        raise OutcomeRequired("/outcome")
    if outcome is not None and (kind is ObjectiveType.learning) != (outcome in LEARNT):
        raise OutcomeUnfit("/outcome", type=kind)
