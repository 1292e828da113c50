"""Measurements on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.db.paging import Page, PageRequest
from app.domain.kpi import KpiStatus
from app.features.check_ins.schemas import MovedPublic
from app.features.goals.schemas import Hidden, Person
from app.tables.asked import AskedBool
from app.tables.kpi import PeriodOn
from app.tables.values import At, Day, Figure, Instant, LongText, Number, RequestBody


class MeasurementCreate(RequestBody):
    """A value of a KPI for the period that begins on a day: a later one replaces it."""

    period_on: PeriodOn
    value: Number
    note: LongText | None = None


class MeasurementPublic(SQLModel):
    """A value of a KPI for a period. What it attains is by the targets of today.

    `standing` is the one of its period that counts.
    """

    id: UUID
    org_id: UUID
    kpi_id: UUID
    period_on: PeriodOn
    value: Number
    note: str | None
    target: Number | None
    attainment: Figure | None
    status: KpiStatus
    standing: bool
    replaces_id: Annotated[UUID | None, Constraint(description="The one before, of its period.")]
    author: Person
    created_at: At


class MeasurementCreated(MeasurementPublic):
    """A measurement, and all goals that it moved: key results that track the KPI, and above."""

    affected: list[MovedPublic | Hidden]


class MeasurementPage(Page[MeasurementPublic]):
    """A page of measurements."""


class MeasurementFilter(PageRequest):
    """Which measurements of a KPI to list; repeated, a filter means any."""

    period_on: Annotated[
        list[Day] | None, Constraint(description="Only of the period that begins on this day.")
    ] = None
    author_id: list[UUID] | None = None
    standing: Annotated[
        AskedBool | None, Constraint(description="Only what counts, or only what was replaced.")
    ] = None
    updated_since: Instant | None = None
    sort: Literal["period_on", "-period_on", "created_at", "-created_at"] = "-period_on"
