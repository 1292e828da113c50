"""Letting a key result stand where something leaves it."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.actor import Actor
from app.domain.check_in import Report, standing
from app.domain.conflicts import UnknownId
from app.domain.metric import Metric, MetricKindFixed, ProgressSource
from app.domain.metric_change import changed_metric
from app.domain.rollup import Moved
from app.domain.tracking import followed
from app.domain.tracking_rules import ensure_trackable
from app.domain.waypoints import ON_THE_WAY
from app.features.standing.queries import kpis_seen
from app.features.tracking.queries import figure_of, reports_about
from app.tables import Cycle, KeyResult
from app.tables.base import new_id
from app.tables.key_result import metric_columns

SOURCES = ("kpi_id", "progress_source")


async def stand(
    session: AsyncSession,
    actor: Actor,
    key_result: KeyResult,
    cycle_id: UUID,
    reports: Collection[Report] = (),
) -> None:
    """Let a key result stand where its check-ins leave it, or where its KPI does in a cycle."""
    told, kpi_id = standing(key_result.metric, reports), key_result.kpi_id
    if kpi_id is not None:
        told = followed(told, *await figure_of(session, actor, kpi_id, cycle_id))
    key_result.sqlmodel_update(key_result.standing_at(told))


async def ensure_kpi(
    session: AsyncSession, actor: Actor, key_result: KeyResult, pointer: str
) -> None:
    """Raise where a request names a KPI that its author does not see, or that cannot be followed.

    One that is not to be seen is answered as one that is not there.
    """
    if key_result.kpi_id is None:
        return
    with session.no_autoflush:  # nor is one that is not there written down first
        seen = await kpis_seen(session, actor, [key_result.kpi_id])
    if not seen:
        raise UnknownId(pointer)
    ensure_trackable(key_result.kind, key_result.progress_source, pointer)


async def measure_anew(
    session: AsyncSession, actor: Actor, key_result: KeyResult, cycle: Cycle, fields: dict[str, Any]
) -> list[Moved]:
    """Measure something else, or from elsewhere, and see where that leaves a key result."""
    metric, sources = fields.pop("metric", None), fields.keys() & set(SOURCES)
    if metric is None and not sources:
        return []
    progress = key_result.progress
    found = await reports_about(session, actor, [key_result.id])
    reports = found.get(key_result.id, [])
    key_result.sqlmodel_update({name: fields.pop(name) for name in sources})
    remeasure(key_result, metric or {}, is_said=bool(reports))
    if "kpi_id" in sources:
        await ensure_kpi(session, actor, key_result, "/kpi_id")
    elif key_result.kpi_id is not None:
        pointer = "/progress_source" if sources else "/metric/kind"
        ensure_trackable(key_result.kind, key_result.progress_source, pointer)
    await stand(session, actor, key_result, cycle.id, reports)
    return moved_from(key_result, progress)


def remeasure(key_result: KeyResult, change: Mapping[str, Any], *, is_said: bool) -> None:
    """Measure something else. What has been reported about, `is_said`, keeps its kind."""
    metric: Metric = changed_metric(key_result.metric, change, new_id)
    if is_said and metric.kind is not key_result.kind:
        raise MetricKindFixed
    key_result.sqlmodel_update(metric_columns(metric))
    if "unit" in change:
        key_result.unit = change["unit"]
    if metric.kind not in ON_THE_WAY:
        key_result.waypoints = []


def moved_from(key_result: KeyResult, progress: Any) -> list[Moved]:
    """Return how a key result moved; one that its children feed is told of with what is above."""
    if key_result.progress_source is ProgressSource.children or key_result.progress == progress:
        return []
    return [Moved(key_result.kind_name, key_result.id, progress, key_result.progress)]
