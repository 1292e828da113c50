"""Key results on the wire."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING
from pydantic import Field as Constraint

from app.db.paging import Page, PageRequest
from app.domain.health import Health, HealthSource
from app.domain.key_result_state import KeyResultState
from app.domain.metric import ProgressSource
from app.features.goals.schemas import OwnerPublic
from app.features.metrics.schemas import MetricCreate, MetricPublic, MetricUpdate
from app.features.targets.schemas import TargetPublic, WaypointPublic, Waypoints
from app.tables.asked import AskedBool
from app.tables.key_result import KeyResultFields
from app.tables.values import (
    AskedConfidence,
    AskedFraction,
    At,
    ConfirmedScore,
    Day,
    Figure,
    Instant,
    LongText,
    Position,
    RequestBody,
    Title,
    Weight,
    Words,
)

KpiId = Annotated[UUID, Constraint(description="A KPI whose figure of the cycle it follows.")]


class KeyResultOwner(RequestBody):
    """The member who answers for a key result."""

    kind: Literal["member"]
    id: UUID


class KeyResultCreate(RequestBody):
    """A new key result. Its owner is the objective's, where that is a member, unless named."""

    title: Title
    metric: MetricCreate
    weight: Weight = Decimal(1)
    owner: KeyResultOwner | MISSING | None = MISSING
    due_on: Day | None = None
    progress_source: ProgressSource = ProgressSource.check_ins
    kpi_id: KpiId | None = None
    waypoints: Annotated[Waypoints, Constraint(default_factory=list)]


class KeyResultUpdate(RequestBody):
    """A change. Leave a field out to keep it; waypoints are sent whole.

    While the cycle runs, a change of the metric takes a `reason`.
    """

    title: Title | MISSING = MISSING
    metric: MetricUpdate | MISSING = MISSING
    weight: Weight | MISSING = MISSING
    owner: KeyResultOwner | MISSING | None = MISSING
    due_on: Day | MISSING | None = MISSING
    position: Position | MISSING = MISSING
    progress_source: ProgressSource | MISSING = MISSING
    kpi_id: KpiId | MISSING | None = MISSING
    waypoints: Waypoints | MISSING | None = MISSING
    reason: LongText | MISSING | None = MISSING


class KeyResultTransition(RequestBody):
    """Whether a key result counts."""

    to: KeyResultState
    note: LongText | None = None


class KeyResultPublic(KeyResultFields):
    """A key result, as its readers see it. Its health depends on the day."""

    id: UUID
    org_id: UUID
    objective_id: UUID
    position: int
    metric: MetricPublic
    waypoints: list[WaypointPublic]
    targets: list[TargetPublic]
    state: KeyResultState
    owner: OwnerPublic | None
    copied_from_id: UUID | None
    kpi_id: Annotated[UUID | None, Constraint(description="Null, too, where you may not see it.")]
    progress: Figure | None
    attainment: Figure | None
    expected_progress: Figure
    health: Health
    health_source: HealthSource
    stale: bool
    confidence: int | None
    score: ConfirmedScore | None
    created_at: At
    updated_at: At
    version: int


class KeyResultPage(Page[KeyResultPublic]):
    """A page of key results."""


KeyResultSort = Literal[
    "created_at", "-created_at", "updated_at", "-updated_at", "title", "-title", "progress",
    "-progress", "health", "-health", "confidence", "-confidence", "due_on", "-due_on",
]  # fmt: skip


class OfObjectiveFilter(PageRequest):
    """Which key results of one objective to list; repeated, a filter means any."""

    owner_id: list[UUID] | None = None
    kpi_id: Annotated[
        list[UUID] | None, Constraint(description="Only what follows the KPI with this id.")
    ] = None
    state: list[KeyResultState] | None = None
    health: list[Health] | None = None
    stale: AskedBool | None = None
    q: Words | None = None
    updated_since: Instant | None = None
    progress_gte: AskedFraction | None = None
    progress_lte: AskedFraction | None = None
    confidence_gte: AskedConfidence | None = None
    confidence_lte: AskedConfidence | None = None
    sort: KeyResultSort | Literal["position", "-position"] = "position"


class KeyResultFilter(OfObjectiveFilter):
    """Which key results to list: each filter is named after its field; repeated, it means any."""

    cycle_id: list[UUID] | None = None
    objective_id: list[UUID] | None = None
    team_id: list[UUID] | None = None
    sort: KeyResultSort = "-created_at"
