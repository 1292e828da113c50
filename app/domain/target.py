"""Targets: locked while their cycle runs, so that whoever moves one says why."""

from app.domain.cycle import RUNNING, CycleState
from app.domain.errors import NotValid


class ReasonRequired(NotValid):
    """What a running cycle was measured by is changed with a reason."""

    code = "reason_required"


class ReasonUnfit(NotValid):
    """A reason belongs to the change of a metric in a running cycle."""

    code = "reason_unfit"


def ensure_reason(cycle: CycleState, reason: str | None, *, asked: bool, changed: bool) -> None:
    """Raise where a locked metric changes without a word, or a reason gives none for it.

    `asked`: the change names a metric, even one that leaves it as it is.
    """
    locked = cycle in RUNNING
    if reason is not None and not (locked and asked):
        raise ReasonUnfit("/reason")
    if locked and changed and not (reason or "").strip():
        raise ReasonRequired("/reason")
