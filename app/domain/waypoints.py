"""Waypoints: where a number should be on its way, for what does not move evenly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.domain.errors import NotValid
from app.domain.figure import clamped
from app.domain.metric import ONE, ZERO, MetricKind, travelled
from app.domain.span import Span

ON_THE_WAY = frozenset({MetricKind.increase, MetricKind.decrease})


class WaypointsUnfit(NotValid):
    """Only what grows or shrinks is on its way."""

    code = "waypoints_unfit"


class WaypointOutsideCycle(NotValid):
    """A waypoint lies outside the cycle."""

    code = "waypoint_outside_cycle"


class WaypointsUnordered(NotValid):
    """Waypoints follow one another, no day twice."""

    code = "waypoints_unordered"


@dataclass(frozen=True, slots=True)
class Waypoint:
    """The value that should be reached on a day."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Path:
    """Where a number starts, what it should pass, and where it should end."""

    start: Decimal
    target: Decimal
    waypoints: Sequence[Waypoint]


def ensure_waypoints(
    kind: MetricKind, cycle: Span, waypoints: Sequence[Waypoint], pointer: str
) -> None:
    """Raise where waypoints do not belong to a metric, or to its cycle, or are in disorder."""
    if waypoints and kind not in ON_THE_WAY:
        raise WaypointsUnfit(pointer, kind=kind)
    for n, waypoint in enumerate(waypoints):
        if not cycle.first <= waypoint.on <= cycle.last:
            raise WaypointOutsideCycle(f"{pointer}/{n}/on", first=cycle.first, last=cycle.last)
        if n and waypoint.on <= waypoints[n - 1].on:
            raise WaypointsUnordered(f"{pointer}/{n}/on")


def expected_on_path(path: Path, cycle: Span, day: date) -> Decimal:
    """Return the progress that straight lines from stop to stop lead to on a day.

    The lines are drawn between values and divided once, so that no figure is rounded twice.
    """
    if day < cycle.first:
        return ZERO
    first, last = Waypoint(cycle.first, path.start), Waypoint(cycle.last, path.target)
    for here, following in pairwise([first, *path.waypoints, last]):
        if here.on <= day < following.on:
            days, passed = (following.on - here.on).days, (day - here.on).days
            reached = here.value * days + (following.value - here.value) * passed
            way = travelled(reached, path.start * days, path.target * days)
            return clamped(way) or ZERO
    return ONE
