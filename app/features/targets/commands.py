"""Setting what a key result is meant to reach, and keeping what it was meant to before."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.facts import Facts
from app.domain.actor import Actor
from app.domain.cycle import RUNNING
from app.domain.metric import MetricKind
from app.domain.target import ensure_reason
from app.domain.waypoints import Waypoint, ensure_waypoints
from app.features.targets import queries
from app.tables import Cycle, KeyResult, Target
from app.tables.key_result import waypoints_as_json


def planned(
    kind: MetricKind, cycle: Cycle, given: Collection[Mapping[str, Any]], pointer: str
) -> list[dict[str, Any]]:
    """Return waypoints as they are kept, or raise where the metric or the cycle has no such."""
    waypoints = [Waypoint(**each) for each in given]
    ensure_waypoints(kind, cycle.span, waypoints, pointer)
    return waypoints_as_json(waypoints)


async def retarget(
    session: AsyncSession,
    actor: Actor,
    key_result: KeyResult,
    cycle: Cycle,
    was: Facts,
    reason: str | None,
    *,
    asked: bool,
) -> None:
    """Keep what a metric was and is, where it changed; what was locked changes with a reason.

    Nothing is kept before the lock; once something is, whatever follows is as well.
    """
    now = key_result.facts()["metric"]
    ensure_reason(cycle.state, reason, asked=asked, changed=now != was)
    told = await queries.is_told(session, actor, key_result.id) if now != was else False
    if now == was or not (told or cycle.state in RUNNING):
        return
    if not told:
        found = await queries.last_set(session, actor, key_result.id)
        session.add(target_of(key_result, was, *(found or (key_result.created_at, None)), None))
        await session.flush()  # ids tell the order
    session.add(target_of(key_result, now, actor.at, actor.member_id, reason))


def target_of(
    key_result: KeyResult, metric: Facts, at: datetime, by: UUID | None, reason: str | None
) -> Target:
    """Return what a metric means to reach, as a row."""
    whose = {"org_id": key_result.org_id, "key_result_id": key_result.id, "created_at": at}
    return Target.model_validate(metric | whose | {"set_by_id": by, "reason": reason})
