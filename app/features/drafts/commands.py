"""Writing down again what was planned."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.actor import Actor
from app.domain.copies import begun_anew, shifted, shifted_waypoints
from app.domain.figure import clamped
from app.domain.metric import ProgressSource, attainment
from app.tables import Alignment, Cycle, KeyResult, Objective
from app.tables.alignment import AlignmentFields
from app.tables.base import new_id
from app.tables.key_result import KeyResultFields, metric_columns, waypoints_as_json
from app.tables.objective import ObjectiveFields
from app.tables.owned import owner_columns

Ids = dict[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Copier:
    """Who copies, and from which cycle into which."""

    actor: Actor
    before: Cycle
    after: Cycle
    unfit: Collection[UUID]
    seen: Collection[UUID] = ()  # KPIs

    @property
    def new(self) -> dict[str, Any]:
        """What every copy has."""
        at = self.actor.at
        return {"org_id": self.actor.org_id, "created_at": at, "updated_at": at}

    def objective(self, was: Objective) -> Objective:
        """Return a draft of the same owner that says the same."""
        told = {name: getattr(was, name) for name in ObjectiveFields.model_fields}
        place = {"cycle_id": self.after.id, "copied_from_id": was.id}
        return Objective.model_validate(told | owner_columns(was.owner) | place | self.new)

    def key_result(self, was: KeyResult, objective: Objective) -> KeyResult:
        """Return a key result that measures the same from its start, as many days later."""
        spans = (self.before.span, self.after.span)
        told = {name: getattr(was, name) for name in KeyResultFields.model_fields}
        told["due_on"] = was.due_on and shifted(was.due_on, *spans)
        metric = begun_anew(was.metric, new_id)
        way = shifted_waypoints(was.path.waypoints if was.path else (), *spans)
        left = was.owner_member_id in self.unfit
        owner_id = objective.owner_member_id if left else was.owner_member_id
        place = {"objective_id": objective.id, "copied_from_id": was.id, "position": was.position}
        columns = metric_columns(metric) | {"unit": was.unit, "waypoints": waypoints_as_json(way)}
        follows = was.kpi_id if was.kpi_id in self.seen else None
        whose = {"owner_member_id": owner_id, "kpi_id": follows}
        copy = KeyResult.model_validate(told | columns | whose | place | self.new)
        if copy.progress_source is ProgressSource.check_ins:
            copy.attainment = attainment(metric)
            copy.progress = clamped(copy.attainment)
        return copy

    def alignment(self, was: Alignment, ids: Ids) -> Alignment:
        """Return an edge between copies: both sides have agreed to it before."""
        told = {name: getattr(was, name) for name in AlignmentFields.model_fields}
        ends = {
            name: ids[id]
            for end in ("child", "parent")
            for kind in ("objective", "key_result")
            if (id := getattr(was, name := f"{end}_{kind}_id")) is not None
        }
        kept = {"state": was.state, "accepted_at": self.actor.at}
        return Alignment.model_validate(told | ends | kept | self.new)
