"""Changing key results."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record
from app.domain.actor import Actor
from app.domain.check_in import RepeatedStep
from app.domain.conflicts import InUse
from app.domain.key_result_state import KeyResultDropped, KeyResultState, key_result_moved
from app.domain.metric import (
    MetricContradiction,
    MetricMemberRequired,
    MetricMemberUnfit,
    UnknownStep,
)
from app.domain.metric_change import new_metric
from app.domain.ownership import Owner
from app.domain.tracking_rules import MetricUntracked, TwoSources
from app.domain.waypoints import WaypointOutsideCycle, WaypointsUnfit, WaypointsUnordered
from app.features.goals.commands import delete_edges, delete_plans, ensure_changeable
from app.features.goals.queries import acted_on, cycle_of, objective_by_id
from app.features.health.commands import freeze_key_result, thaw_key_result
from app.features.key_results import queries
from app.features.key_results.schemas import KeyResultCreate, KeyResultTransition, KeyResultUpdate
from app.features.limits.queries import ensure_room_for_key_results
from app.features.owners.queries import ensure_can_own, heir
from app.features.rollup.commands import add_up
from app.features.standing.commands import ensure_kpi, measure_anew, stand
from app.features.targets.commands import planned, retarget
from app.features.tracking.commands import follow_again
from app.tables import KeyResult, Objective
from app.tables.base import new_id
from app.tables.key_result import metric_columns

# What says no to a key result as it is written: to one alone, and to those of a new objective.
UNFIT = (
    MetricContradiction,
    MetricMemberRequired,
    MetricMemberUnfit,
    UnknownStep,
    RepeatedStep,
    MetricUntracked,
    TwoSources,
    WaypointsUnfit,
    WaypointOutsideCycle,
    WaypointsUnordered,
)


async def create_key_result(
    session: AsyncSession, actor: Actor, objective: Objective, new: KeyResultCreate
) -> KeyResult:
    """Say how people know that they got there."""
    await ensure_changeable(session, actor, objective)
    await ensure_room_for_key_results(session, actor, objective.id)
    position = await queries.next_position(session, actor, objective.id)
    key_result = await add_key_result(session, actor, objective, position, new)
    objective.updated_at = actor.at
    moved = await add_up(session, actor, [key_result.id])
    await record(session, actor, "key_result.created", key_result, moved=moved)
    return key_result


async def add_key_result(
    session: AsyncSession,
    actor: Actor,
    objective: Objective,
    position: int,
    new: KeyResultCreate,
    pointer: str = "",
) -> KeyResult:
    """Add a key result to an objective, or raise with a pointer that begins with `pointer`."""
    metric = new_metric(new.metric.model_dump(), new_id, f"{pointer}/metric")
    fields = new.model_dump(exclude={"metric", "owner", "waypoints"})
    cycle = await cycle_of(session, actor, objective)
    way = new.model_dump()["waypoints"]
    fields["waypoints"] = planned(metric.kind, cycle, way, f"{pointer}/waypoints")
    owner_id = await owner_of(session, actor, objective, new, f"{pointer}/owner/id")
    place = {"org_id": actor.org_id, "objective_id": objective.id, "position": position}
    times = {"created_at": actor.at, "updated_at": actor.at}
    owner = {"owner_member_id": owner_id, "unit": new.metric.unit}
    key_result = KeyResult.model_validate(fields | metric_columns(metric) | place | times | owner)
    await ensure_kpi(session, actor, key_result, f"{pointer}/kpi_id")
    await stand(session, actor, key_result, cycle.id)
    session.add(key_result)
    return key_result


async def owner_of(
    session: AsyncSession, actor: Actor, objective: Objective, new: KeyResultCreate, pointer: str
) -> UUID | None:
    """Return who answers for a new key result: by default the member who owns the objective."""
    given = new.model_dump(include={"owner"})
    if "owner" not in given:
        return await heir(session, actor, objective.owner)
    owner = Owner.of(None if given["owner"] is None else UUID(str(given["owner"]["id"])))
    await ensure_can_own(session, actor, owner, pointer)
    return owner.member_id


async def update_key_result(
    session: AsyncSession, actor: Actor, key_result: KeyResult, change: KeyResultUpdate
) -> KeyResult:
    """Change what a key result says, measures or weighs."""
    objective = await objective_by_id(session, actor, key_result.objective_id)
    cycle = await ensure_changeable(session, actor, objective)
    ensure_active(key_result)
    before, fields = key_result.facts(), change.model_dump()
    if "owner" in fields:
        given = fields.pop("owner")
        owner = Owner.of(None if given is None else given["id"])
        await ensure_can_own(session, actor, owner)
        fields["owner_member_id"] = owner.member_id
    reason, position, asked = (
        fields.pop("reason", None),
        fields.pop("position", None),
        "metric" in fields,
    )
    moved = await measure_anew(session, actor, key_result, cycle, fields)
    key_result.sqlmodel_update({name: each for name, each in fields.items() if name != "waypoints"})
    await retarget(session, actor, key_result, cycle, before["metric"], reason, asked=asked)
    if "waypoints" in fields:
        way = fields["waypoints"] or []
        key_result.waypoints = planned(key_result.kind, cycle, way, "/waypoints")
    if position is not None:
        await reposition(session, actor, key_result, position)
    if key_result.facts() == before:
        return key_result
    key_result.edited(actor.at)
    objective.updated_at = actor.at
    told = {"moved": [*moved, *await add_up(session, actor, [key_result.id])], "note": reason}
    await record(session, actor, "key_result.updated", key_result, before, **told)
    return key_result


def ensure_active(key_result: KeyResult) -> None:
    """Raise where a key result was dropped."""
    if key_result.state is KeyResultState.dropped:
        raise KeyResultDropped


async def reposition(
    session: AsyncSession, actor: Actor, key_result: KeyResult, position: int
) -> None:
    """Take a key result to another place among those of its objective; the others make room."""
    siblings = await queries.key_results_of(session, actor, key_result.objective_id)
    order = [each for each in siblings if each.id != key_result.id]
    order.insert(position, key_result)
    for place, each in enumerate(order):
        if each.position == place:
            continue
        before, each.position, each.updated_at = each.facts(), place, actor.at
        if each.id != key_result.id:  # its own line is written with the rest of its change
            await record(session, actor, "key_result.updated", each, before)


async def move_key_result(
    session: AsyncSession, actor: Actor, key_result: KeyResult, transition: KeyResultTransition
) -> KeyResult:
    """Drop a key result, which then counts nowhere, or take it back."""
    objective = await objective_by_id(session, actor, key_result.objective_id)
    await ensure_changeable(session, actor, objective)
    before, note = key_result.facts(), transition.note
    state = key_result_moved(key_result.state, transition.to)
    if state is KeyResultState.dropped:
        await freeze_key_result(session, actor, key_result)
        key_result.score = key_result.score_reason = None  # it counts nowhere
    else:
        await ensure_room_for_key_results(session, actor, objective.id)
        await thaw_key_result(session, actor, key_result)
    key_result.state = state
    key_result.edited(actor.at)
    objective.updated_at = actor.at
    followed = await follow_again(session, actor, [key_result.id])
    moved = [*followed, *await add_up(session, actor, [key_result.id])]
    await record(session, actor, "key_result.moved", key_result, before, moved=moved, note=note)
    return key_result


async def delete_key_result(session: AsyncSession, actor: Actor, key_result: KeyResult) -> None:
    """Delete a key result that nobody has acted on."""
    objective = await objective_by_id(session, actor, key_result.objective_id)
    await ensure_changeable(session, actor, objective)
    if blocked_by := await acted_on(session, actor, [], [key_result.id]):
        raise InUse(blocked_by)
    await delete_edges(session, actor, [key_result.id])
    await delete_plans(session, actor, [key_result.id])
    before, objective.updated_at = key_result.facts(), actor.at
    await session.delete(key_result)
    moved = await add_up(session, actor, [objective.id])
    await record(session, actor, "key_result.deleted", key_result, before, gone=True, moved=moved)
