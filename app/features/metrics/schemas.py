"""What a key result measures, on the wire."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import MISSING
from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.domain.metric import MetricKind
from app.tables.values import Figure, Number, RequestBody, Title, Unit, Weight

MOST_STEPS = 50


class StepCreate(RequestBody):
    """A new milestone."""

    title: Title
    weight: Weight = Decimal(1)


class StepUpdate(StepCreate):
    """A milestone: one that keeps its `id` keeps whether it is done."""

    id: UUID | None = None


class StepPublic(SQLModel):
    """A milestone, as its readers see it."""

    id: UUID
    title: str
    weight: Number
    done: bool


class MetricCreate(RequestBody):
    """What is measured. Which members go with it depends on the kind."""

    kind: MetricKind
    unit: Unit | None = None
    start: Number | None = None
    target: Number | None = None
    lower: Number | None = None
    upper: Number | None = None
    steps: Annotated[list[StepCreate], Constraint(max_length=MOST_STEPS)] | None = None


class MetricUpdate(RequestBody):
    """A change of a metric, member by member. Steps are sent whole."""

    kind: MetricKind | MISSING = MISSING
    unit: Unit | MISSING | None = MISSING
    start: Number | MISSING | None = MISSING
    target: Number | MISSING | None = MISSING
    lower: Number | MISSING | None = MISSING
    upper: Number | MISSING | None = MISSING
    steps: Annotated[list[StepUpdate], Constraint(max_length=MOST_STEPS)] | MISSING | None = MISSING


class MetricPublic(SQLModel):
    """A metric, and where it is: unrounded, shown with 4 decimals, where a KPI says so.

    What does not belong to its kind is null.
    """

    kind: MetricKind
    unit: str | None
    start: Number | None
    target: Number | None
    current: Figure | None
    lower: Number | None
    upper: Number | None
    steps: list[StepPublic] | None
