"""Sheets on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.domain.limits import Limits
from app.domain.sheet import FindingCode, SheetFormat
from app.features.cycles.schemas import CyclePublic
from app.features.goals.schemas import OwnerPublic
from app.features.kpi_series.schemas import KpiPeriodPublic, KpiToDatePublic
from app.features.kpis.schemas import KpiPublic
from app.features.objectives.schemas import ObjectivePublic

COMPLETE = "Whether there is an objective, agreed or closed, with two key results, and a KPI that \
has what its scoring needs."


class SheetFilter(BaseModel):
    """Which cycle a sheet is of, and in which form it is wanted."""

    model_config = ConfigDict(extra="forbid")

    cycle_id: UUID
    format: Annotated[
        SheetFormat | None,
        Constraint(description="The form of the answer; without it, what `Accept` likes best."),
    ] = None


class SheetKpiPublic(KpiPublic):
    """A KPI on a sheet: its latest period of the cycle that has a value, and the whole of it."""

    latest: KpiPeriodPublic | None
    to_date: KpiToDatePublic


class SheetLimitPublic(SQLModel):
    """How many there may be, and how many there are."""

    max: int
    used: int


class SheetKeyResultLimitPublic(SQLModel):
    """How many there may be of each objective."""

    max: int


class SheetLimitsPublic(SQLModel):
    """What the organization allows. Of KPIs, `used` is what the fullest day of the cycle has."""

    mode: Limits
    objectives: SheetLimitPublic
    kpis: SheetLimitPublic
    key_results: SheetKeyResultLimitPublic


class SheetSubject(SQLModel):
    """What a finding is about: the owner, or an objective or a KPI of theirs."""

    kind: Literal["organization", "team", "member", "objective", "kpi"]
    id: UUID


class SheetFindingPublic(SQLModel):
    """Something that is missing or too much, and what to do about it."""

    code: FindingCode
    detail: str
    suggestion: str
    subject: Annotated[
        SheetSubject | None, Constraint(description="Null where you may not see which it is.")
    ]


class SheetPublic(SQLModel):
    """Objectives and KPIs of an owner in a cycle, as far as you may see them.

    What was dropped is left out. `limits`, `findings` and `complete` speak of the whole sheet.
    """

    owner: OwnerPublic
    cycle: CyclePublic
    objectives: list[ObjectivePublic]
    kpis: list[SheetKpiPublic]
    limits: SheetLimitsPublic
    findings: list[SheetFindingPublic]
    complete: Annotated[bool, Constraint(description=COMPLETE)]
