"""Cycles on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING
from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.db.paging import NameSort, Page, PageRequest
from app.domain.cadence import CheckInCadence, RetrospectiveCadence, ReviewCadence
from app.domain.cycle import CycleKind, CycleState
from app.domain.generation import Generated
from app.tables.cycle import CycleFields
from app.tables.values import At, Day, Instant, LongText, RequestBody, Title, Words


class Cadence(RequestBody):
    """How often people look at a cycle: each is optional."""

    check_in: CheckInCadence | None = None
    review: ReviewCadence | None = None
    retrospective: RetrospectiveCadence | None = None


class CadenceUpdate(RequestBody):
    """A change of a cadence, member by member."""

    check_in: CheckInCadence | MISSING | None = MISSING
    review: ReviewCadence | MISSING | None = MISSING
    retrospective: RetrospectiveCadence | MISSING | None = MISSING


class CadencePublic(SQLModel):
    """How often people look at a cycle."""

    check_in: CheckInCadence | None
    review: ReviewCadence | None
    retrospective: RetrospectiveCadence | None


class CycleCreate(RequestBody, CycleFields):
    """A new cycle, both of its days included. Inside a parent it is shorter than that.

    A year can be made with its quarters, and its months inside them.
    """

    parent_id: UUID | None = None
    cadence: Annotated[Cadence, Constraint(default_factory=Cadence)]
    generate: Annotated[list[Generated], Constraint(default_factory=list, max_length=2)]


class CycleUpdate(RequestBody):
    """A change. Leave a field out to keep it."""

    name: Title | MISSING = MISSING
    kind: CycleKind | MISSING = MISSING
    starts_on: Day | MISSING = MISSING
    ends_on: Day | MISSING = MISSING
    parent_id: UUID | MISSING | None = MISSING
    cadence: CadenceUpdate | MISSING = MISSING


class CycleTransition(RequestBody):
    """Where a cycle should go next. Closing one with gaps takes `force` and a note."""

    to: CycleState
    note: LongText | None = None
    force: bool = False


class CyclePublic(CycleFields):
    """A cycle, as its readers see it."""

    id: UUID
    org_id: UUID
    state: CycleState
    cadence: CadencePublic
    created_at: At
    updated_at: At
    version: int


class CyclePage(Page[CyclePublic]):
    """A page of cycles."""


class CycleFilter(PageRequest):
    """Which cycles to list: each filter is named after its field; repeated, it means any."""

    kind: list[CycleKind] | None = None
    state: list[CycleState] | None = None
    parent_id: list[UUID] | None = None
    q: Words | None = None
    updated_since: Instant | None = None
    sort: NameSort | Literal["starts_on", "-starts_on"] = "-created_at"
