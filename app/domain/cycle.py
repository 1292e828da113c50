"""Cycles: stretches of days, nested, and the states that they pass through."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from app.domain.conflicts import IllegalTransition
from app.domain.errors import Conflict, NotValid
from app.domain.span import Span

MAX_LEVELS = 5
MOST_GAPS = 100  # told of a cycle that cannot be closed


class CycleKind(StrEnum):
    """How long a cycle is meant to be."""

    year = "year"
    half = "half"
    quarter = "quarter"
    month = "month"
    custom = "custom"


class CycleState(StrEnum):
    """Where a cycle stands between a plan and the archive."""

    draft = "draft"
    planning = "planning"
    active = "active"
    review = "review"
    closed = "closed"
    archived = "archived"


NEXT: dict[CycleState, tuple[CycleState, ...]] = {
    CycleState.draft: (CycleState.planning,),
    CycleState.planning: (CycleState.active, CycleState.draft),
    CycleState.active: (CycleState.review, CycleState.planning),
    CycleState.review: (CycleState.closed, CycleState.active),
    CycleState.closed: (CycleState.archived,),
    CycleState.archived: (),
}
SHUT = frozenset({CycleState.closed, CycleState.archived})
RUNNING = frozenset({CycleState.active, CycleState.review})


class CycleClosed(Conflict):
    """The cycle is closed: what is inside stays as it was."""

    code = "cycle_closed"


class CycleOpen(Conflict):
    """Something inside is still open."""

    code = "cycle_open"

    def __init__(self, gaps: list[dict[str, Any]], count: int) -> None:
        super().__init__({"gaps": gaps[:MOST_GAPS], "gap_count": count}, count=count)


class NoteRequired(NotValid):
    """Whoever forces something says why."""

    code = "note_required"


class ForceUnfit(NotValid):
    """Only closing can be forced."""

    code = "force_unfit"


class DaysContradict(NotValid):
    """A cycle ends before it starts."""

    code = "days_contradict"


class OutsideParent(NotValid):
    """A cycle lies inside its parent, which is longer."""

    code = "outside_parent"


class TooManyLevels(NotValid):
    """Cycles nest at most five levels deep."""

    code = "too_many_levels"


def moved(now: CycleState, wanted: CycleState) -> CycleState:
    """Return `wanted`, or raise where it cannot follow `now`."""
    if wanted not in NEXT[now]:
        raise IllegalTransition(now, wanted, list(NEXT[now]))
    return wanted


def ensure_cycle_open(state: CycleState) -> None:
    """Raise where everything inside stays as it was."""
    if state in SHUT:
        raise CycleClosed(state=state)


def ensure_span(span: Span, pointer: str = "/ends_on") -> None:
    """Raise where a cycle ends before it starts."""
    if span.first > span.last:
        raise DaysContradict(pointer)


def ensure_nested(span: Span, above: Sequence[Span], levels_below: int) -> None:
    """Raise where a cycle does not lie inside its parent, which is longer, or nests too deep.

    `above` are the spans of its parent, of the parent's parent and so on.
    """
    if not above:
        return
    if not (above[0].contains(span) and span.days < above[0].days):
        raise OutsideParent("/parent_id")
    if len(above) + 1 + levels_below > MAX_LEVELS:
        raise TooManyLevels("/parent_id", most=MAX_LEVELS)


def ensure_forced(wanted: CycleState, force: bool, note: str | None) -> None:
    """Raise where something else than closing is forced, or closing without a word."""
    if not force:
        return
    if wanted is not CycleState.closed:
        raise ForceUnfit("/force")
    if not note:
        raise NoteRequired("/note")
