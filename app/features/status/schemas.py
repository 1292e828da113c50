"""The status of a cycle on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import SQLModel

from app.domain.health import Health
from app.domain.lifecycle import ObjectiveState
from app.domain.metric import MetricKind
from app.features.goals.schemas import OwnerPublic, Person
from app.tables.asked import AskedBool
from app.tables.values import Figure


class StatusFilter(BaseModel):
    """What a status speaks of: the cycle itself, or those inside it too."""

    model_config = ConfigDict(extra="forbid")

    nested: AskedBool = False


class ObjectivesPublic(SQLModel):
    """How many objectives there are. Those that were dropped are counted by state alone."""

    count: int
    by_state: dict[ObjectiveState, int]
    by_health: dict[Health, int]


class KeyResultsPublic(SQLModel):
    """How many key results there are; of what was dropped, none."""

    count: int
    by_kind: dict[MetricKind, int]
    by_health: dict[Health, int]


class BucketPublic(SQLModel):
    """How many objectives have a progress in a range. The last range ends with 1 itself."""

    at_least: float
    below: float
    count: int


class ProgressPublic(SQLModel):
    """How far objectives have come: by their own weights, and how it is spread."""

    mean: Figure | None
    unknown: int
    buckets: list[BucketPublic]


class StalePublic(SQLModel):
    """A key result of which nobody has told anything for too long."""

    id: UUID
    objective_id: UUID
    title: str
    owner: OwnerPublic | None
    checked_in_on: date | None


class StaleOnesPublic(SQLModel):
    """Key results without news: how many, and those that have waited longest."""

    count: int
    items: list[StalePublic]


class IdlePublic(SQLModel):
    """Those who own no objective yet: how many, and the first of them by name."""

    count: int
    items: list[Person]


class WithoutObjectivePublic(SQLModel):
    """Who owns no objective yet: active members who are no viewers, and teams."""

    members: IdlePublic
    teams: IdlePublic


class CycleStatusPublic(SQLModel):
    """How a cycle stands, as far as you may see."""

    cycle_id: UUID
    nested: bool
    objectives: ObjectivesPublic
    key_results: KeyResultsPublic
    progress: ProgressPublic
    stale: StaleOnesPublic
    without_objective: WithoutObjectivePublic
