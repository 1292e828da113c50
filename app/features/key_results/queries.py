"""Reading key results."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document, is_empty
from app.db.fast import FastList, FastRead, Reads, any_of, within
from app.db.json import JSON, instant, json_array, json_object, number
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.alignment import GoalKind
from app.domain.check_in import Report
from app.features.finding.queries import (
    figures,
    judged_key_result,
    judgement,
    letters,
    of_objectives,
    owned_by,
    times,
    worded,
)
from app.features.goals.queries import its_cycle, its_objective
from app.features.guards.queries import following, kpi_id_of
from app.features.health.queries import Judge, Today
from app.features.owners.queries import member_owner
from app.features.sight.queries import key_result_visible, visible
from app.features.targets.queries import targets_of
from app.tables import CheckIn, KeyResult

MEASURED = ("start", "target", "current", "lower", "upper")


def metric_of(kr: Any) -> JSON:
    """Return the metric of a key result."""
    numbers = {name: number(getattr(kr, name)) for name in MEASURED}
    return json_object({"kind": kr.kind, "unit": kr.unit, **numbers, "steps": kr.steps})


def fields_of(kr: Any, today: Today, me: Any = ME) -> dict[str, Any]:
    """Return a key result in its public form, member by member."""
    return {
        "id": kr.id,
        "org_id": kr.org_id,
        "objective_id": kr.objective_id,
        "position": kr.position,
        "title": kr.title,
        "metric": metric_of(kr),
        "waypoints": kr.waypoints,
        "targets": targets_of(kr),
        "state": kr.state,
        "weight": number(kr.weight),
        "due_on": kr.due_on,
        "owner": member_owner(kr),
        "copied_from_id": kr.copied_from_id,
        "kpi_id": kpi_id_of(kr, me),
        "progress_source": kr.progress_source,
        "progress": number(kr.progress),
        "attainment": number(kr.attainment),
        "expected_progress": number(today.expected),
        "health": today.health,
        "health_source": today.source,
        "stale": today.stale,
        "confidence": kr.confidence,
        "score": number(kr.score),
        "created_at": instant(kr.created_at),
        "updated_at": instant(kr.updated_at),
        "version": kr.version,
    }


def listed(k: Any, me: Any = ME) -> Any:
    """Return key results that have been judged, as an array by position."""
    today = Today(k.expected, k.health, k.source, k.stale)
    return json_array(json_object(fields_of(k, today, me)), k.position).label("key_results")


def shown(kr: Any) -> Any:
    """Select key results in their public form."""
    o, c = aliased(sql.objective), aliased(sql.cycle)
    fields = fields_of(kr, Judge(ME, c).key_result(kr))
    return (
        columns(json_object(fields))
        .select_from(kr)
        .join(o, its_objective(kr, o))
        .join(c, its_cycle(o, c))
    )


VISIBLE = key_result_visible(ME.c)
KEY_RESULT = FastRead(
    shown(sql.key_result)
    .add_columns(sql.key_result.version)
    .where(VISIBLE, sql.key_result.id == bindparam("key_result_id", type_=Uuid()))
)
JUDGED = judged_key_result(sql.key_result)
FILTERS = {
    "owner_id": owned_by(sql.key_result),
    "kpi_id": following(sql.key_result),
    "state": any_of(sql.key_result.state, "state"),
    "q": worded(sql.key_result, GoalKind.key_result, sql.key_result.title),
    **figures(sql.key_result),
    **judgement(JUDGED, sql.key_result.confidence),
}
SORTS = times(sql.key_result) | {
    "title": letters(sql.key_result.title),
    "progress": sql.key_result.progress,
    "health": JUDGED.c.severity,
    "confidence": sql.key_result.confidence,
    "due_on": sql.key_result.due_on,
}
OBJECTIVE_ID = sql.key_result.objective_id
ACROSS = {"objective_id": any_of(OBJECTIVE_ID, "objective_id", Uuid())}
WITHIN = {"objective_id": bindparam("objective_id", type_=Uuid()) == OBJECTIVE_ID}
KEY_RESULTS = FastList(
    sql.key_result,
    shown,
    visible=[VISIBLE],
    filters=FILTERS | ACROSS | of_objectives(sql.key_result),
    sorts=SORTS,
)
OF_OBJECTIVE = FastList(
    sql.key_result,
    shown,
    visible=[VISIBLE],
    filters=FILTERS | WITHIN,
    sorts=SORTS | {"position": sql.key_result.position},
)


async def written_key_result(session: AsyncSession, caller: Caller, id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await KEY_RESULT.one(await within(session), caller, key_result_id=id)


async def key_results_of(
    session: AsyncSession, actor: Actor, objective_id: UUID
) -> Sequence[KeyResult]:
    """Return the key results of an objective, by position."""
    kr = sql.key_result
    mine = select(KeyResult).where(kr.org_id == actor.org_id, kr.objective_id == objective_id)
    return (await session.exec(mine.order_by(kr.position, kr.id))).all()


async def next_position(session: AsyncSession, actor: Actor, objective_id: UUID) -> int:
    """Return the place after the last key result of an objective."""
    kr = sql.key_result
    last = columns(func.coalesce(func.max(kr.position), -1)).where(
        kr.org_id == actor.org_id, kr.objective_id == objective_id
    )
    [(position,)] = await sql.rows(session, last)
    return int(position) + 1


async def reports_of(session: AsyncSession, actor: Actor, key_result_id: UUID) -> list[Report]:
    """Return everything that was reported about a key result."""
    fact = sql.check_in
    said = select(CheckIn).where(fact.org_id == actor.org_id, fact.key_result_id == key_result_id)
    return [check_in.report for check_in in await session.exec(said)]


OBJECTIVE = FastRead(
    columns(sql.objective.id, sql.objective.version).where(
        visible(ME.c), sql.objective.id == bindparam("objective_id", type_=Uuid())
    )
)


async def of_objective(
    reads: Reads, caller: Caller, pager: Pager, objective_id: UUID, filters: dict[str, Any]
) -> tuple[Document, str | None]:
    """Return one page of an objective's key results; NotFound where there is no such objective."""
    mine = filters | {"objective_id": objective_id}
    found = await OF_OBJECTIVE.page(reads, caller, pager, mine)
    if is_empty(found[0]):
        await OBJECTIVE.one(reads, caller, objective_id=objective_id)
    return found
