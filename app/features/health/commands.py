"""Keeping the figures of the last day, and letting them move again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, true, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.key_result_state import KeyResultState
from app.features.health.queries import Judge, Today, as_if_entered, keys_of
from app.tables import KeyResult, Objective
from app.tables.frozen import Frozen


async def freeze(session: AsyncSession, actor: Actor, objective_ids: Collection[UUID]) -> None:
    """Let objectives and their key results keep the figures of today."""
    await freeze_key_results(session, actor, sql.objective.id.in_(objective_ids))
    me = as_if_entered(actor)
    judge = Judge(me, sql.cycle)
    keys = keys_of(judge, sql.objective)
    judged = of_objectives(judge.objective(sql.objective, keys.c), sql.objective.id, actor, me)
    found = judged.join(keys, true()).where(
        sql.objective.id.in_(objective_ids), sql.objective.frozen_on.is_(None)
    )
    await keep(session, actor, Objective, found)


async def freeze_key_result(session: AsyncSession, actor: Actor, key_result: KeyResult) -> None:
    """Let one key result keep the figures of today."""
    await freeze_key_results(session, actor, sql.key_result.id == key_result.id)


async def freeze_key_results(session: AsyncSession, actor: Actor, which: Any) -> None:
    """Let key results keep the figures of today, unless they keep those of another day."""
    me = as_if_entered(actor)
    judged = of_objectives(
        Judge(me, sql.cycle).key_result(sql.key_result), sql.key_result.id, actor, me
    )
    mine = (sql.key_result.org_id == sql.objective.org_id) & (
        sql.key_result.objective_id == sql.objective.id
    )
    found = judged.join(sql.key_result, mine).where(which, sql.key_result.frozen_on.is_(None))
    await keep(session, actor, KeyResult, found)


def of_objectives(today: Today, id: Any, actor: Actor, me: Any) -> Any:
    """Select what depends on the day, from the organization's objectives and their cycles."""
    its_cycle = (sql.cycle.org_id == sql.objective.org_id) & (
        sql.cycle.id == sql.objective.cycle_id
    )
    columns = (
        id.label("id"),
        today.expected.label("expected"),
        today.health.label("health"),
        today.source.label("source"),
    )
    return (
        select(*columns)
        .select_from(sql.objective)
        .join(sql.cycle, its_cycle)
        .join(me, true())
        .where(sql.objective.org_id == actor.org_id)
    )


async def keep(session: AsyncSession, actor: Actor, table: type[Frozen], found: Any) -> None:
    """Store what was found as the figures of the last day."""
    await session.flush()
    # Before Postgres has counted a table, it would judge every goal anew for each row it keeps.
    judged = found.cte("found").prefix_with("MATERIALIZED")
    rows: Any = table
    change = update(table).where(rows.org_id == actor.org_id, rows.id == judged.c.id)
    figures = {
        "frozen_on": actor.today,
        "frozen_expected": judged.c.expected,
        "frozen_health": judged.c.health,
        "frozen_source": judged.c.source,
        "updated_at": actor.at,
    }
    await stored(session, change.values(figures))


async def thaw(session: AsyncSession, actor: Actor, objective: Objective) -> None:
    """Let an objective move with the day again, with its key results that are not dropped."""
    await session.flush()
    mine = (sql.objective.org_id == actor.org_id, sql.objective.id == objective.id)
    await stored(
        session, update(Objective).where(*mine).values(NOTHING_KEPT | {"updated_at": actor.at})
    )
    below = (
        sql.key_result.org_id == actor.org_id,
        sql.key_result.objective_id == objective.id,
        sql.key_result.state == KeyResultState.active,
    )
    thawed = update(KeyResult).where(*below)
    await stored(session, thawed.values(NOTHING_KEPT | {"updated_at": actor.at}))


async def thaw_key_result(session: AsyncSession, actor: Actor, key_result: KeyResult) -> None:
    """Let one key result move with the day again."""
    await session.flush()
    mine = (sql.key_result.org_id == actor.org_id, sql.key_result.id == key_result.id)
    await stored(session, update(KeyResult).where(*mine).values(NOTHING_KEPT))


async def stored(session: AsyncSession, change: Any) -> None:
    """Run a change of many rows. Rows that were read before do not learn of it."""
    await session.exec(change.execution_options(synchronize_session=False))


NOTHING_KEPT: dict[str, datetime | None] = dict.fromkeys(Frozen.model_fields)
