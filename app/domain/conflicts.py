"""Refusals that many rules share."""

from app.domain.errors import Conflict, NotValid
from app.domain.hidden import HIDDEN


class UnknownId(NotValid):
    """A body names something that is not there, or that the caller may not see."""

    code = "unknown_id"


class InUse(Conflict):
    """Somebody has acted on it, so it is not deleted but dropped, withdrawn or deactivated."""

    code = "in_use"

    def __init__(self, blocked_by: list[dict[str, str]]) -> None:
        kind = blocked_by[0]["kind"].replace(HIDDEN, "objective")  # or hangs on one
        super().__init__({"blocked_by": blocked_by[:20]}, kind=kind)


class IllegalTransition(Conflict):
    """It cannot go there from here."""

    code = "illegal_transition"

    def __init__(self, now: str, wanted: str, allowed: list[str]) -> None:
        names = ", ".join(allowed) or "-"
        super().__init__({"allowed": allowed}, now=now, wanted=wanted, allowed=names)
