"""Evaluations on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import MISSING
from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.db.paging import Page, PageRequest, TimeSort
from app.domain.evaluation import EvaluationState
from app.features.goals.schemas import Owner, OwnerPublic, Person
from app.tables.evaluation import EvaluationFields
from app.tables.values import At, Figure, Instant, LongText, Number, RequestBody

RESULT = "The mean of `capped` by weight; null where nothing was measured."
HIDDEN = "Null of a KPI that you may not see: what it attained counts all the same."


class EvaluationCreate(RequestBody):
    """A new draft. You are its evaluator. An owner has one evaluation a cycle."""

    cycle_id: UUID
    owner: Owner
    assessment: LongText | None = None


class EvaluationUpdate(RequestBody):
    """A change of a draft. Leave a field out to keep it."""

    assessment: LongText | MISSING | None = MISSING


class EvaluationTransition(RequestBody):
    """Where an evaluation goes next: back to a draft with a note, acknowledged with a comment."""

    to: EvaluationState
    note: LongText | None = None
    comment: LongText | None = None


class EvaluationLinePublic(SQLModel):
    """A KPI of the evaluated, and how far it came in the cycle."""

    kpi_id: Annotated[UUID | None, Constraint(description=HIDDEN)]
    name: Annotated[str | None, Constraint(description=HIDDEN)]
    weight: Number
    attainment: Figure | None
    capped: Annotated[Figure | None, Constraint(description="Attainment, from 0 to 1.2.")]
    weighted: Annotated[Figure | None, Constraint(description="`weight` times `capped`.")]


class EvaluationPublic(EvaluationFields):
    """An evaluation. While it is a draft, lines, result and rating follow the figures."""

    id: UUID
    org_id: UUID
    cycle_id: UUID
    owner: OwnerPublic
    evaluator: Person
    state: EvaluationState
    lines: list[EvaluationLinePublic]
    result: Annotated[Figure | None, Constraint(description=RESULT)]
    rating: Annotated[
        str | None, Constraint(description="The band of the result in the policy `rating_bands`.")
    ]
    comment: Annotated[str | None, Constraint(description="What the evaluated said to it.")]
    created_at: At
    updated_at: At
    version: int


class EvaluationPage(Page[EvaluationPublic]):
    """A page of evaluations."""


class EvaluationFilter(PageRequest):
    """Which evaluations to list: filters are named after their fields; repeated, they mean any."""

    cycle_id: list[UUID] | None = None
    owner_id: list[UUID] | None = None
    evaluator_id: list[UUID] | None = None
    state: list[EvaluationState] | None = None
    updated_since: Instant | None = None
    sort: TimeSort = "-created_at"
