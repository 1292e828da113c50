"""Initiatives: the states of an action plan."""

from enum import StrEnum


class InitiativeState(StrEnum):
    """How far a plan has come. It changes in any order: plans do."""

    planned = "planned"
    doing = "doing"
    done = "done"
    dropped = "dropped"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self in OPEN


OPEN = frozenset({InitiativeState.planned, InitiativeState.doing})
