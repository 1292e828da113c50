"""What waits for somebody, on the wire."""

from datetime import date
from uuid import UUID

from sqlmodel import SQLModel

from app.domain.alignment import GoalKind, Relation
from app.domain.health import Health
from app.domain.initiative import InitiativeState
from app.domain.lifecycle import ObjectiveState
from app.features.accounts.schemas import OrganizationNamed
from app.features.goals.schemas import Hidden, OwnerPublic
from app.features.metrics.schemas import MetricPublic
from app.tables.values import At, Figure, Number


class GoalNamed(SQLModel):
    """An objective or a key result, with the title to show."""

    id: UUID
    title: str


class CycleNamed(SQLModel):
    """A cycle, with the name to show and its last day."""

    id: UUID
    name: str
    ends_on: date


class GoingPublic(SQLModel):
    """A goal, and how it goes today."""

    id: UUID
    title: str
    cycle: CycleNamed
    progress: Figure | None
    expected_progress: Figure
    health: Health
    stale: bool
    confidence: Figure | None


class MyObjectivePublic(GoingPublic):
    """An open objective of yours, or of a team that you lead."""

    owner: OwnerPublic
    state: ObjectiveState


class CheckInDuePublic(GoingPublic):
    """A key result that waits for your check-in, since `check_in_due_on`."""

    objective: GoalNamed
    metric: MetricPublic
    checked_in_on: date | None
    check_in_due_on: date


class EndNamed(GoalNamed):
    """One end of an edge, with the title to show."""

    kind: GoalKind
    objective_id: UUID | None
    owner: OwnerPublic


class DecisionDuePublic(SQLModel):
    """An alignment that waits for your answer, since `created_at`."""

    id: UUID
    child: EndNamed | Hidden
    parent: EndNamed
    relation: Relation
    weight: Number
    note: str | None
    created_at: At


class ProposalPublic(SQLModel):
    """An objective that waits for your agreement."""

    id: UUID
    title: str
    why: str | None
    owner: OwnerPublic
    cycle: CycleNamed
    updated_at: At


class InitiativeDuePublic(SQLModel):
    """An open initiative of yours that is due within two weeks, or overdue."""

    id: UUID
    title: str
    state: InitiativeState
    due_on: date
    overdue: bool
    key_result: GoalNamed
    objective: GoalNamed


class WorkCountsPublic(SQLModel):
    """How many there are of each: the lists show the first 50."""

    objectives: int
    check_ins_due: int
    decisions: int
    proposals: int
    initiatives_due: int


class OrganizationWorkPublic(SQLModel):
    """What waits for you in one organization, on its day."""

    org: OrganizationNamed
    today_on: date
    counts: WorkCountsPublic
    objectives: list[MyObjectivePublic]
    check_ins_due: list[CheckInDuePublic]
    decisions: list[DecisionDuePublic]
    proposals: list[ProposalPublic]
    initiatives_due: list[InitiativeDuePublic]


class WorkPublic(SQLModel):
    """What waits for you, in every organization that your credential opens."""

    organizations: list[OrganizationWorkPublic]
