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
from app.features.sight.queries import (
    LATER,
    check_in_visible,
    key_result_visible,
    told,
    visible,
)

KINDS = ("objective", "key_result", "check_in")


def seen_among() -> Any:
    """Select which of some goals and check-ins somebody may read: built once."""
    o, kr, fact, ids = (
        sql.objective,
        sql.key_result,
        sql.check_in,
        bindparam("ids", type_=ARRAY(Uuid())),
    )
    objectives = select(o.id).where(visible(LATER), o.id == any_(ids))
    key_results = select(kr.id).where(key_result_visible(LATER), kr.id == any_(ids))
    check_ins = select(fact.id).where(check_in_visible(LATER), fact.id == any_(ids))
    return union_all(objectives, key_results, check_ins)


SEEN = seen_among()


async def masked(
    session: AsyncSession, actor: Actor, goals: Sequence[dict[str, Any]], *known: UUID
) -> list[dict[str, Any]]:
    """Return things, and in place of those that the actor may not see that they are hidden.

    Of `known` ones it need not be asked.
    """
    if actor.role.rank >= Role.admin.rank:
        return list(goals)
    ids = {UUID(each["id"]) for each in goals if each["kind"] in KINDS} - set(known)
    seen = {*known, *(await seen_ids(session, actor, ids) if ids else ())}
    return [
        hidden(actor.member_id, UUID(each["id"]))
        if each["kind"] in KINDS and UUID(each["id"]) not in seen
        else each
        for each in goals
    ]


async def seen_ids(session: AsyncSession, actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    """Return which of some things the actor may see."""
    return {id for (id,) in await sql.rows(session, SEEN, ids=list(ids), **told(actor))}
