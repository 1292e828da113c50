"""Reading targets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, cast, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.json import JSON, instant, json_array, json_object, number
from app.domain.actor import Actor
from app.domain.span import Span
from app.features.goals.queries import its_objective
from app.features.owners.queries import person

NUMBERS = ("target", "start", "lower", "upper")


def targets_of(kr: Any) -> JSON:
    """Return every target of a key result since the lock, oldest first; none if it never moved."""
    t = aliased(sql.target)
    fields = {name: number(getattr(t, name)) for name in NUMBERS} | {
        "set_at": instant(t.created_at),
        "set_by": person(t.org_id, t.set_by_id),
        "reason": t.reason,
    }
    told = select(json_array(json_object(fields), t.id))
    return told.where(t.org_id == kr.org_id, t.key_result_id == kr.id).scalar_subquery()


def astray(actor: Actor, mine: Any, span: Span) -> Any:
    """Select the key results of some objectives with a waypoint outside of some days."""
    kr, o = sql.key_result, sql.objective
    point = func.jsonb_array_elements(kr.waypoints).column_valued("point")
    day = cast(func.jsonb_extract_path_text(point, "on"), Date)
    out = select(point).where(~day.between(span.first, span.last))
    found = select(literal("key_result"), kr.id).join(o, its_objective(kr, o))
    return found.where(o.org_id == actor.org_id, mine, out.exists())


async def is_told(session: AsyncSession, actor: Actor, key_result_id: UUID) -> bool:
    """Whether the targets of a key result have been kept since they were locked."""
    t = sql.target
    mine = select(t.id).where(t.org_id == actor.org_id, t.key_result_id == key_result_id)
    return bool(await sql.rows(session, mine.limit(1)))


async def last_set(
    session: AsyncSession, actor: Actor, key_result_id: UUID
) -> tuple[datetime, UUID | None] | None:
    """Return when a metric got to be what it is, and by whom, as far as the journal knows."""
    line = sql.journal_entry
    new, changed = line.action == "key_result.created", line.after.has_key("metric")
    mine = select(line.created_at, line.actor_id).where(
        line.org_id == actor.org_id, line.subject_id == key_result_id, or_(new, changed)
    )
    found = await sql.rows(session, mine.order_by(line.seq.desc()).limit(1))
    return (found[0][0], found[0][1]) if found else None
