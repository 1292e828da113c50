"""Judging how key operating figures did, apart from what is learnt from objectives."""

from enum import StrEnum

from app.domain.conflicts import IllegalTransition
from app.domain.errors import Conflict, NotValid


class EvaluationState(StrEnum):
    """How far an evaluation is."""

    draft = "draft"
    shared = "shared"
    acknowledged = "acknowledged"


NEXT: dict[EvaluationState, tuple[EvaluationState, ...]] = {
    EvaluationState.draft: (EvaluationState.shared,),
    EvaluationState.shared: (EvaluationState.acknowledged, EvaluationState.draft),
    EvaluationState.acknowledged: (),
}


class EvaluationExists(Conflict):
    """An owner is evaluated once a cycle."""

    code = "evaluation_exists"


class EvaluationNotDraft(Conflict):
    """What others have read is not rewritten under their eyes."""

    code = "evaluation_not_draft"


class EvaluationNoteRequired(NotValid):
    """Whoever takes back what was shared says why."""

    code = "evaluation_note_required"


class CommentUnfit(NotValid):
    """The evaluated comment when they acknowledge, and nobody else does at any time."""

    code = "comment_unfit"


def moved(now: EvaluationState, wanted: EvaluationState) -> EvaluationState:
    """Return `wanted`, or raise where it cannot follow `now`."""
    if wanted not in NEXT[now]:
        raise IllegalTransition(now, wanted, list(NEXT[now]))
    return wanted


def ensure_said(wanted: EvaluationState, note: str | None, comment: str | None) -> None:
    """Raise where something is taken back without a word, or commented on too early."""
    if wanted is EvaluationState.draft and not (note or "").strip():
        raise EvaluationNoteRequired("/note")
    if wanted is not EvaluationState.acknowledged and comment is not None:
        raise CommentUnfit("/comment")


def ensure_draft(state: EvaluationState) -> None:
    """Raise where an evaluation was shared."""
    if state is not EvaluationState.draft:
        raise EvaluationNotDraft(state=state)
