"""Moving key results to where their KPIs stand."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.actor import Actor
from app.domain.check_in import standing
from app.domain.rollup import Moved
from app.domain.tracking import followed
from app.features.tracking import queries
from app.features.tracking.queries import Tracker


async def follow(session: AsyncSession, actor: Actor, trackers: Sequence[Tracker]) -> list[Moved]:
    """Take over where KPIs stand, and return the key results whose progress moved by that."""
    if not trackers:
        return []
    ids = [key_result.id for key_result, *_ in trackers]
    reports = await queries.reports_about(session, actor, ids)
    moved: list[Moved] = []
    for key_result, objective, figure, measured_on in trackers:
        before = key_result.progress
        told = standing(key_result.metric, reports.get(key_result.id, []))
        columns = key_result.standing_at(followed(told, figure, measured_on))
        key_result.sqlmodel_update(columns)
        if session.is_modified(key_result):
            key_result.updated_at = objective.updated_at = actor.at
        if key_result.progress != before:
            after = key_result.progress
            moved.append(Moved(key_result.kind_name, key_result.id, before, after))
    return moved


async def follow_again(
    session: AsyncSession, actor: Actor, key_result_ids: Collection[UUID]
) -> list[Moved]:
    """Let key results that follow a KPI catch up with it: new ones, and those that stood still."""
    await session.flush()
    found = await queries.trackers_among(session, actor, key_result_ids)
    return await follow(session, actor, found)


async def catch_up(session: AsyncSession, actor: Actor, objective_id: UUID) -> list[Moved]:
    """Let the key results of an objective catch up: it moves again, or is in another cycle."""
    await session.flush()
    found = await queries.trackers_under(session, actor, objective_id)
    return await follow(session, actor, found)
