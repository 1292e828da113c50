"""Initiatives: the states of an action plan, and when it is due.

Reads ask the same in SQL (`features/initiatives/queries.py`); a test feeds both the same cases.
"""

from datetime import date, timedelta
from enum import StrEnum

from app.domain.errors import NotValid

SOON = timedelta(days=14)  # how far ahead people look for what they have to do


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


class DueBeforeStart(NotValid):
    """A plan is due before it starts."""

    code = "due_before_start"


def ensure_days(starts_on: date | None, due_on: date | None) -> None:
    """Raise where a plan is due before it starts."""
    if starts_on is not None and due_on is not None and due_on < starts_on:
        raise DueBeforeStart("/due_on")


def is_overdue(state: InitiativeState, due_on: date | None, today: date, *, frozen: bool) -> bool:
    """Whether it should be over and is not. What is `frozen` above it is waited for no more."""
    return not frozen and state.is_open and due_on is not None and due_on < today


def is_due_soon(state: InitiativeState, due_on: date | None, today: date, *, frozen: bool) -> bool:
    """Whether it is time to work on it: it is due within two weeks, or overdue."""
    return not frozen and state.is_open and due_on is not None and due_on <= today + SOON
