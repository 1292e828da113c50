"""Initiatives on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING
from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.db.paging import Page, PageRequest
from app.domain.initiative import InitiativeState
from app.features.goals.schemas import OwnerPublic
from app.tables.addresses import WebAddress
from app.tables.asked import AskedBool
from app.tables.initiative import InitiativeFields
from app.tables.values import At, Day, Instant, LongText, RequestBody, Title, Words

MOST_STEPS = 50


class PlanStep(RequestBody):
    """A step of a plan, in its place."""

    title: Title
    done: Annotated[bool, Constraint(strict=True)] = False


Steps = Annotated[list[PlanStep], Constraint(max_length=MOST_STEPS)]


class PlanStepPublic(SQLModel):
    """A step of a plan, as its readers see it."""

    title: str
    done: bool


class InitiativeCreate(RequestBody):
    """A new plan. Its owner is that of the key result, unless named."""

    title: Title
    strategy: LongText | None = None
    steps: Annotated[Steps, Constraint(default_factory=list)]
    owner_id: UUID | MISSING | None = MISSING
    starts_on: Day | None = None
    due_on: Day | None = None
    effect: LongText | None = None
    url: WebAddress | None = None


class InitiativeUpdate(RequestBody):
    """A change. Leave a field out to keep it; steps are sent whole, states come in any order."""

    title: Title | MISSING = MISSING
    strategy: LongText | MISSING | None = MISSING
    steps: Steps | MISSING = MISSING
    owner_id: UUID | MISSING | None = MISSING
    starts_on: Day | MISSING | None = MISSING
    due_on: Day | MISSING | None = MISSING
    effect: LongText | MISSING | None = MISSING
    url: WebAddress | MISSING | None = MISSING
    state: InitiativeState | MISSING = MISSING


class InitiativePublic(InitiativeFields):
    """A plan, as its readers see it. Whether it is overdue depends on the day."""

    id: UUID
    org_id: UUID
    key_result_id: UUID
    steps: list[PlanStepPublic]
    owner: OwnerPublic | None
    state: InitiativeState
    overdue: bool
    created_at: At
    updated_at: At
    version: int


class InitiativePage(Page[InitiativePublic]):
    """A page of initiatives."""


InitiativeSort = Literal[
    "created_at", "-created_at", "updated_at", "-updated_at", "title", "-title",
    "due_on", "-due_on",
]  # fmt: skip


class OfKeyResultFilter(PageRequest):
    """Which initiatives of one key result to list; repeated, a filter means any."""

    owner_id: list[UUID] | None = None
    state: list[InitiativeState] | None = None
    overdue: AskedBool | None = None
    due_after: Day | None = None
    due_before: Day | None = None
    q: Words | None = None
    updated_since: Instant | None = None
    sort: InitiativeSort = "-created_at"


class InitiativeFilter(OfKeyResultFilter):
    """Which initiatives to list: each filter is named after its field; repeated, it means any.

    `team_id` finds what serves the objectives of a team.
    """

    key_result_id: list[UUID] | None = None
    objective_id: list[UUID] | None = None
    cycle_id: list[UUID] | None = None
    team_id: list[UUID] | None = None
