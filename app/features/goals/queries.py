"""Finding goals, among those that somebody may see."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, literal, or_, union_all
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.tenant import ME
from app.domain.actor import Actor
from app.domain.alignment import GoalKind
from app.domain.conflicts import UnknownId
from app.domain.cycle import SHUT, CycleState
from app.domain.errors import NotFound
from app.features.sight.queries import LATER, told, visible
from app.tables import Alignment, Cycle, Initiative, KeyResult, Objective, Theme

MOST = 20


def its_cycle(o: Any = sql.objective, c: Any = sql.cycle) -> Any:
    """Say which cycle is that of an objective."""
    return and_(c.org_id == o.org_id, c.id == o.cycle_id)


def its_objective(kr: Any = sql.key_result, o: Any = sql.objective) -> Any:
    """Say which objective is that of a key result."""
    return and_(o.org_id == kr.org_id, o.id == kr.objective_id)


def its_key_result(plan: Any = sql.initiative, kr: Any = sql.key_result) -> Any:
    """Say which key result is that of an initiative."""
    return and_(kr.org_id == plan.org_id, kr.id == plan.key_result_id)


OBJECTIVE = select(Objective).where(
    visible(LATER), sql.objective.id == bindparam("id", type_=Uuid())
)

KEY_RESULT = (
    select(KeyResult)
    .join(Objective, its_objective())
    .where(visible(LATER), sql.key_result.id == bindparam("id", type_=Uuid()))
)


async def objective_by_id(session: AsyncSession, actor: Actor, objective_id: UUID) -> Objective:
    """Return one objective, or raise NotFound."""
    named = told(actor) | {"id": objective_id}
    objective: Objective | None = (await session.exec(OBJECTIVE, params=named)).one_or_none()
    if objective is None:
        raise NotFound
    return objective


async def key_result_by_id(session: AsyncSession, actor: Actor, key_result_id: UUID) -> KeyResult:
    """Return one key result of an objective that the actor may see, or raise NotFound."""
    named = told(actor) | {"id": key_result_id}
    key_result: KeyResult | None = (await session.exec(KEY_RESULT, params=named)).one_or_none()
    if key_result is None:
        raise NotFound
    return key_result


async def cycle_by_id(session: AsyncSession, actor: Actor, cycle_id: UUID) -> Cycle:
    """Return one cycle, or raise NotFound."""
    cycle = await session.get(Cycle, (actor.org_id, cycle_id))
    if cycle is None:
        raise NotFound
    return cycle


async def cycle_of(session: AsyncSession, actor: Actor, objective: Objective) -> Cycle:
    """Return the cycle of an objective."""
    return await cycle_by_id(session, actor, objective.cycle_id)


async def plans_of(
    session: AsyncSession, actor: Actor, key_result_ids: Collection[UUID]
) -> Sequence[Initiative]:
    """Return the initiatives of some key results."""
    plan = sql.initiative
    mine = (plan.org_id == actor.org_id, plan.key_result_id.in_(key_result_ids))
    return (await session.exec(select(Initiative).where(*mine).order_by(plan.id))).all()


def above() -> Any:
    """Select the states of a cycle, of its parent and so on: built once."""
    c, parent = aliased(sql.cycle), aliased(sql.cycle)
    org_id, cycle_id = bindparam("org_id", type_=Uuid()), bindparam("cycle_id", type_=Uuid())
    here = columns(c.parent_id, c.state).where(c.org_id == org_id, c.id == cycle_id)
    walk = here.cte("above", recursive=True)
    following = (parent.org_id == org_id, parent.id == walk.c.parent_id)
    walk = walk.union_all(columns(parent.parent_id, parent.state).where(*following))
    return columns(walk.c.state)


ABOVE = above()


async def states_above(session: AsyncSession, actor: Actor, cycle: Cycle) -> list[CycleState]:
    """Return the states of the cycles that a cycle lies in."""
    if cycle.parent_id is None:
        return []
    found = await sql.rows(session, ABOVE, org_id=actor.org_id, cycle_id=cycle.parent_id)
    return [state for (state,) in found]


async def shut_cycles(session: AsyncSession, actor: Actor) -> set[UUID]:
    """Return the cycles in which nothing changes any more: the closed ones, and those inside."""
    c, inner = aliased(sql.cycle), aliased(sql.cycle)
    closed = columns(c.id).where(c.org_id == actor.org_id, c.state.in_(sorted(SHUT)))
    walk = closed.cte("shut", recursive=True)
    inside = (inner.org_id == actor.org_id, inner.parent_id == walk.c.id)
    walk = walk.union(columns(inner.id).where(*inside))
    return {id for (id,) in await sql.rows(session, columns(walk.c.id))}


def cycles_inside(cycle_id: Any) -> Any:
    """Select the ids of a cycle and of those inside it however deep, for a read."""
    c, child = aliased(sql.cycle), aliased(sql.cycle)
    here = columns(c.id).where(c.org_id == ME.c.org_id, c.id == cycle_id).correlate(ME)
    walk = here.cte("inside", recursive=True, nesting=True)
    following = (child.org_id == ME.c.org_id, child.parent_id == walk.c.id)
    return columns(walk.union(columns(child.id).where(*following).correlate(ME)).c.id)


async def named_cycle(session: AsyncSession, actor: Actor, id: UUID, pointer: str) -> Cycle:
    """Return the cycle that a body names. One that is not there is a wrong value."""
    try:
        return await cycle_by_id(session, actor, id)
    except NotFound:
        raise UnknownId(pointer) from None


async def ensure_theme(session: AsyncSession, actor: Actor, theme_id: UUID | None) -> None:
    """Raise where a body names a theme that is not there."""
    if theme_id is not None and await session.get(Theme, (actor.org_id, theme_id)) is None:
        raise UnknownId("/theme_id")


async def named_goal(
    session: AsyncSession, actor: Actor, kind: GoalKind, id: UUID, pointer: str
) -> tuple[Objective, KeyResult | None]:
    """Return the goal that a body names, with its objective."""
    try:
        if kind is GoalKind.objective:
            return await objective_by_id(session, actor, id), None
        key_result = await key_result_by_id(session, actor, id)
        return await objective_by_id(session, actor, key_result.objective_id), key_result
    except NotFound:
        raise UnknownId(pointer) from None


async def edges_of(
    session: AsyncSession, actor: Actor, ids: Collection[UUID]
) -> Sequence[Alignment]:
    """Return the edges that lead to or from some goals."""
    edge = sql.alignment
    mine = or_(edge.child_id.in_(ids), edge.parent_id.in_(ids))
    return (await session.exec(select(Alignment).where(edge.org_id == actor.org_id, mine))).all()


async def acted_on(
    session: AsyncSession, actor: Actor, objective_ids: Sequence[UUID], ids: Sequence[UUID]
) -> list[dict[str, str]]:
    """Return what keeps goals from being deleted: check-ins, and edges ever accepted."""
    fact, edge = sql.check_in, sql.alignment
    goals = [*objective_ids, *ids]
    check_ins = columns(literal("check_in").label("kind"), fact.id).where(
        fact.org_id == actor.org_id, fact.key_result_id.in_(ids)
    )
    edges = columns(literal("alignment"), edge.id).where(
        edge.org_id == actor.org_id,
        edge.accepted_at.is_not(None),
        or_(edge.child_id.in_(goals), edge.parent_id.in_(goals)),
    )
    found = await sql.rows(session, union_all(check_ins, edges).limit(MOST))
    return [{"kind": kind, "id": str(id)} for kind, id in found]
