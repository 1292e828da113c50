"""The board on the wire."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.db.paging import NameSort, Page, PageRequest
from app.domain.ownership import OwnerKind
from app.features.kpi_series.schemas import KpiPeriodPublic, KpiToDatePublic
from app.features.kpis.schemas import KpiPublic
from app.tables.asked import AskedBool
from app.tables.values import Instant

USUAL_PERIODS, MOST_PERIODS = 6, 24


class KpiBoardItem(SQLModel):
    """A KPI with its latest periods that have begun, oldest first, and the cycle to date."""

    kpi: KpiPublic
    periods: list[KpiPeriodPublic]
    to_date: KpiToDatePublic


class KpiBoardPage(Page[KpiBoardItem]):
    """A page of the board."""


class KpiBoardFilter(PageRequest):
    """Whose KPIs to show in which cycle; with `subteams`, of the teams below those named too."""

    cycle_id: UUID
    owner_kind: list[OwnerKind] | None = None
    owner_id: list[UUID] | None = None
    subteams: Annotated[
        AskedBool, Constraint(description="Whether the teams below those of `owner_id` count too.")
    ] = False
    updated_since: Instant | None = None
    periods: Annotated[
        int, Constraint(ge=1, le=MOST_PERIODS, description="How many periods of each KPI.")
    ] = USUAL_PERIODS
    sort: NameSort = "-created_at"

    @property
    def filters(self) -> dict[str, Any]:
        """What was asked for beside the page: owners by themselves, or with the teams below."""
        asked = super().filters
        if asked.pop("subteams") and "owner_id" in asked:
            asked["owner_id_or_above"] = asked.pop("owner_id")
        return asked
