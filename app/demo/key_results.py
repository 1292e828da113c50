"""The key results of the story, as they are written down."""

from uuid import UUID

from app.demo.following import begin_to_follow
from app.demo.script import KeyResult as Result
from app.demo.script import Objective as Told
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.figure import clamped
from app.domain.metric import ProgressSource, attainment
from app.domain.metric_change import new_metric
from app.domain.tracking_rules import ensure_trackable
from app.features.key_results.schemas import KeyResultCreate
from app.tables import KeyResult, Objective
from app.tables.base import new_id
from app.tables.key_result import metric_columns


def add_key_result(
    world: World, actor: Actor, objective: Objective, of: Told, position: int
) -> KeyResult:
    """Add a key result to an objective."""
    told = of.key_results[position]
    new = KeyResultCreate.model_validate(
        {"title": told.title, "metric": told.metric, "weight": told.weight}
        | {"progress_source": told.source, "kpi_id": kpi_of(world, told)}
    )
    metric = new_metric(new.metric.model_dump(), new_id)
    owner = objective.owner.member_id if told.owner is None else world.members[told.owner].id
    fields = new.model_dump(exclude={"metric", "owner"})
    place = {"objective_id": objective.id, "position": position, "unit": new.metric.unit}
    fields |= metric_columns(metric) | place | {"owner_member_id": owner}
    key_result = world.make(KeyResult, actor, fields)
    world.things[f"{of.key}.{position + 1}"] = key_result
    world.graph.add(key_result)
    if key_result.kpi_id is not None:
        ensure_trackable(key_result.kind, key_result.progress_source)
        begin_to_follow(world, actor, key_result, world.things[of.cycle])
    elif key_result.progress_source is ProgressSource.check_ins:
        key_result.attainment = attainment(metric)
        key_result.progress = clamped(key_result.attainment)
    return key_result


def kpi_of(world: World, told: Result) -> UUID | None:
    """Return the KPI that a key result follows."""
    return None if told.kpi is None else world.watching.keys[told.kpi]
