"""Targets, and what lies on the way to them, on the wire."""

from typing import Annotated

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.features.goals.schemas import Person
from app.tables.values import At, Day, Number, RequestBody

MOST_WAYPOINTS = 100


class TargetPublic(SQLModel):
    """What a key result was meant to reach, since when, and why it was changed to that."""

    target: Number | None
    start: Number | None
    lower: Number | None
    upper: Number | None
    set_at: At
    set_by: Person | None
    reason: str | None


class WaypointBody(RequestBody):
    """The value that should be reached on a day."""

    on: Day
    value: Number


class WaypointPublic(SQLModel):
    """The value that should be reached on a day."""

    on: Day
    value: Number


Waypoints = Annotated[list[WaypointBody], Constraint(max_length=MOST_WAYPOINTS)]
