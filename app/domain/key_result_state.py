"""Whether a key result counts."""

from enum import StrEnum

from app.domain.conflicts import IllegalTransition
from app.domain.errors import Conflict


class KeyResultState(StrEnum):
    """Whether a key result counts."""

    active = "active"
    dropped = "dropped"


NEXT_OF_KEY_RESULT: dict[KeyResultState, tuple[KeyResultState, ...]] = {
    KeyResultState.active: (KeyResultState.dropped,),
    KeyResultState.dropped: (KeyResultState.active,),
}


class KeyResultDropped(Conflict):
    """The key result was dropped: it takes no check-ins and counts nowhere."""

    code = "key_result_dropped"


def key_result_moved(now: KeyResultState, wanted: KeyResultState) -> KeyResultState:
    """Return `wanted`, or raise where it cannot follow `now`."""
    if wanted not in NEXT_OF_KEY_RESULT[now]:
        raise IllegalTransition(now, wanted, list(NEXT_OF_KEY_RESULT[now]))
    return wanted
