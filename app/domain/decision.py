"""What becomes of an edge that was proposed."""

from enum import StrEnum

from app.domain.alignment import LIVING, AlignmentState
from app.domain.errors import Conflict


class Decision(StrEnum):
    """What the parent's side may answer."""

    accept = "accept"
    decline = "decline"


ANSWER = {
    Decision.accept: AlignmentState.accepted,
    Decision.decline: AlignmentState.declined,
}


class AlignmentDecided(Conflict):
    """It has been answered or withdrawn before."""

    code = "alignment_decided"


def decided(now: AlignmentState, decision: Decision) -> AlignmentState:
    """Return the state after an answer, or raise where one has been given before."""
    if now is not AlignmentState.proposed:
        raise AlignmentDecided(state=now)
    return ANSWER[decision]


def withdrawn(now: AlignmentState) -> AlignmentState:
    """Return the state after the child's side took an edge back, or raise where it is over."""
    if now not in LIVING:
        raise AlignmentDecided(state=now)
    return AlignmentState.withdrawn
