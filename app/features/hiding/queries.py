"""What somebody may see of some things, and what stands for the others."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select, union_all
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.hidden import hidden
from app.domain.role import Role
from app.features.edges.queries import edge_visible
from app.features.sight.queries import (
    LATER,
    check_in_visible,
    evaluation_visible,
    key_result_visible,
    kpi_visible,
    told,
    visible,
)

GOALS = ("objective", "key_result")
KINDS = (*GOALS, "check_in", "alignment", "kpi", "evaluation")
IDS = bindparam("ids", type_=ARRAY(Uuid()))


def of(thing: Any, seen: Any) -> Any:
    """Select which of some things of a kind somebody may read."""
    return select(thing.id).where(seen, thing.id == any_(IDS))


SEEN_GOALS: Any = union_all(
    of(sql.objective, visible(LATER)), of(sql.key_result, key_result_visible(LATER))
)
SEEN: Any = union_all(
    *SEEN_GOALS.selects,
    of(sql.check_in, check_in_visible(LATER)),
    of(sql.alignment, edge_visible(LATER)),
    of(sql.kpi, kpi_visible(LATER)),
    of(sql.evaluation, evaluation_visible(LATER)),
)


async def masked(
    session: AsyncSession, actor: Actor, things: Sequence[dict[str, Any]], *known: UUID
) -> list[dict[str, Any]]:
    """Return things, and in place of those that the actor may not see that they are hidden.

    Of `known` ones it need not be asked.
    """
    if actor.role.rank >= Role.admin.rank:
        return list(things)
    ids = {UUID(each["id"]) for each in things if each["kind"] in KINDS} - set(known)
    goals_alone = all(each["kind"] in GOALS for each in things)
    asked = SEEN_GOALS if goals_alone else SEEN
    seen = {*known, *(await seen_ids(session, actor, asked, ids) if ids else ())}
    return [
        hidden(actor.member_id, UUID(each["id"]))
        if each["kind"] in KINDS and UUID(each["id"]) not in seen
        else each
        for each in things
    ]


async def seen_ids(
    session: AsyncSession, actor: Actor, asked: Any, ids: Collection[UUID]
) -> set[UUID]:
    """Return which of some things the actor may see."""
    return {id for (id,) in await sql.rows(session, asked, ids=list(ids), **told(actor))}
