"""The graph on the wire."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Constraint
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError
from sqlmodel import SQLModel

from app.domain.alignment import MAX_GOALS, AlignmentState, GoalKind, Relation
from app.domain.health import Health
from app.domain.lifecycle import ObjectiveState
from app.features.edges.schemas import End
from app.features.goals.schemas import Hidden, OwnerPublic
from app.tables.values import Figure, Number


class Direction(StrEnum):
    """Which way to walk from a root: `both` is up plus down, not sideways."""

    up = "up"
    down = "down"
    both = "both"


class GraphFilter(BaseModel):
    """Which part of the graph: a cycle's, or what a root reaches. One of them is required."""

    model_config = ConfigDict(extra="forbid")

    cycle_id: UUID | SkipJsonSchema[None] = None
    root_kind: GoalKind | SkipJsonSchema[None] = None
    root_id: Annotated[
        UUID | SkipJsonSchema[None], Constraint(description="The id of the goal in the middle.")
    ] = None
    direction: Annotated[
        Direction, Constraint(description="Up to what it helps, down to what helps it, or both.")
    ] = Direction.both
    depth: Annotated[int, Constraint(ge=1, le=MAX_GOALS)] = MAX_GOALS
    relation: list[Relation] = list(Relation)
    state: Annotated[list[AlignmentState], Constraint(description="Of edges.")] = [
        AlignmentState.accepted
    ]
    owner_id: list[UUID] | SkipJsonSchema[None] = None
    team_id: list[UUID] | SkipJsonSchema[None] = None
    cursor: Annotated[
        Annotated[str, Constraint(max_length=1000)] | SkipJsonSchema[None],
        Constraint(description="Where it goes on: `next_cursor` of the part before."),
    ] = None

    @model_validator(mode="after")
    def somewhere(self) -> Self:
        """Refuse a graph of nothing in particular, and half a root."""
        if (self.root_kind is None) != (self.root_id is None) or not (
            self.cycle_id or self.root_id
        ):
            raise PydanticCustomError("start_required", "start_required")
        return self


class Node(SQLModel):
    """A goal in the graph. A key result shows its objective's state, and owner if it has none."""

    kind: GoalKind
    id: UUID
    title: str
    owner: OwnerPublic
    state: ObjectiveState
    progress: Figure | None
    health: Health
    confidence: Figure | None
    anchored: bool
    cycle_id: UUID
    theme_id: UUID | None
    objective_id: UUID | None
    outside: bool


class GraphEdge(SQLModel):
    """An edge in the graph. An implicit one leads from a key result to its objective."""

    id: UUID | None
    child: End
    parent: End
    relation: Relation | None
    weight: Number | None
    state: AlignmentState
    implicit: bool


class Graph(SQLModel):
    """Who helps whom. `truncated` says that there is more, from `next_cursor` on."""

    nodes: list[Node | Hidden]
    edges: list[GraphEdge]
    truncated: bool
    next_cursor: str | None
