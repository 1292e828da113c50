"""Snapshots on the wire."""

from uuid import UUID

from sqlmodel import SQLModel

from app.db.paging import Page, PageRequest
from app.features.objectives.schemas import ObjectivePublic
from app.tables.asked import AskedBool
from app.tables.values import At, Instant


class SnapshotPublic(SQLModel):
    """An objective with its key results, as it was shown on the day its cycle was closed."""

    id: UUID
    cycle_id: UUID
    objective_id: UUID
    created_at: At
    objective: ObjectivePublic


class SnapshotPage(Page[SnapshotPublic]):
    """A page of a snapshot."""


class SnapshotFilter(PageRequest):
    """Which part of a snapshot to list."""

    nested: AskedBool = False
    updated_since: Instant | None = None
