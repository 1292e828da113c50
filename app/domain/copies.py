"""Copies: the goals of one cycle as drafts of another, without what has been reached."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from app.domain.errors import Conflict, NotValid
from app.domain.metric import Metric
from app.domain.span import Span
from app.domain.waypoints import Waypoint

MOST_COPIES = 3000  # objectives and key results at once: all of it is one commit


class CopiedState(StrEnum):
    """The states whose objectives can be copied: what was dropped stays behind."""

    draft = "draft"
    proposed = "proposed"
    agreed = "agreed"
    closed = "closed"


class Skipped(StrEnum):
    """Why an objective was not copied."""

    already_copied = "already_copied"
    owner_unfit = "owner_unfit"
    not_yours = "not_yours"


class SameCycle(NotValid):
    """A cycle is not copied into itself."""

    code = "same_cycle"


class TooManyCopies(Conflict):
    """More objectives and key results than one commit should hold."""

    code = "too_many_copies"


def shifted(day: date, before: Span, after: Span) -> date | None:
    """Return the day that stands in a cycle where another stood in its own, if there is one."""
    days = (day - before.first).days
    return after.first + timedelta(days=days) if 0 <= days < after.days else None


def shifted_waypoints(waypoints: Sequence[Waypoint], before: Span, after: Span) -> list[Waypoint]:
    """Return waypoints as many days into another cycle; those beyond its end go."""
    days = [(shifted(each.on, before, after), each.value) for each in waypoints]
    return [Waypoint(day, value) for day, value in days if day is not None]


def begun_anew(metric: Metric, new_id: Callable[[], UUID]) -> Metric:
    """Return a metric before anybody has reported, with milestones of its own."""
    steps = metric.steps and [replace(s, id=new_id(), done=False) for s in metric.steps]
    return replace(metric, steps=steps, current=None)
