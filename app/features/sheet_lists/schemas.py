"""All sheets of a cycle on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.db.paging import Page, PageRequest
from app.domain.ownership import OwnerKind
from app.domain.sheet import FindingCode
from app.features.goals.schemas import OwnerPublic
from app.tables.asked import AskedBool
from app.tables.values import Instant


class SheetListed(SQLModel):
    """How far somebody's sheet is. Counted is everything, whoever may see it."""

    owner: OwnerPublic
    complete: bool
    objective_count: int
    agreed_count: Annotated[int, Constraint(description="Of the objectives: agreed or closed.")]
    key_result_count: int
    kpi_count: int
    findings: list[FindingCode]


class SheetPage(Page[SheetListed]):
    """A page of sheets."""


class SheetsFilter(PageRequest):
    """Which sheets of a cycle to list."""

    cycle_id: UUID
    team_id: Annotated[
        list[UUID] | None, Constraint(description="Only of these teams, and of who is in them.")
    ] = None
    owner_kind: Annotated[
        list[OwnerKind] | None, Constraint(description="Only of owners of these kinds.")
    ] = None
    updated_since: Annotated[
        Instant | None,
        Constraint(description="Only with an objective or a KPI that changed then or later."),
    ] = None
    complete: Annotated[
        AskedBool | None, Constraint(description="Only complete sheets, or only the others.")
    ] = None
