"""Reading cycles, and what is inside them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, and_, bindparam, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.document import Document
from app.db.fast import FastList, FastRead, any_of, within
from app.db.json import instant, json_object
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.alignment import LIVING
from app.domain.cycle import SHUT
from app.domain.lifecycle import OVER
from app.domain.span import Span
from app.features.finding.queries import by_name, name_orders
from app.features.hiding.queries import masked
from app.features.targets.queries import astray
from app.tables import Cycle
from app.tables.cycle import CADENCE

Blocking = list[dict[str, str]]
MOST = 20
PLAIN = ("id", "org_id", "name", "kind", "starts_on", "ends_on", "parent_id", "state", "version")


def shown(c: Any) -> Any:
    """Select cycles in their public form."""
    fields = {name: getattr(c, name) for name in PLAIN} | {
        "cadence": json_object({name: getattr(c, name) for name in CADENCE}),
        "created_at": instant(c.created_at),
        "updated_at": instant(c.updated_at),
    }
    return select(json_object(fields)).select_from(c)


VISIBLE = sql.cycle.org_id == ME.c.org_id
CYCLE = FastRead(
    shown(sql.cycle)
    .add_columns(sql.cycle.version)
    .where(VISIBLE, sql.cycle.id == bindparam("cycle_id", type_=Uuid()))
)
CYCLES = FastList(
    sql.cycle,
    shown,
    visible=[VISIBLE],
    filters={
        "kind": any_of(sql.cycle.kind, "kind"),
        "state": any_of(sql.cycle.state, "state"),
        "parent_id": any_of(sql.cycle.parent_id, "parent_id", Uuid()),
        **by_name(sql.cycle),
    },
    sorts=name_orders(sql.cycle) | {"starts_on": sql.cycle.starts_on},
)


async def written_cycle(session: AsyncSession, caller: Caller, cycle_id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await CYCLE.one(await within(session), caller, cycle_id=cycle_id)


def upwards(actor: Actor, cycle_id: UUID | None) -> Any:
    """Return a walk from a cycle to its parent and so on: ids, days and the level, from 0."""
    c, parent = aliased(sql.cycle), aliased(sql.cycle)
    columns = ("id", "parent_id", "starts_on", "ends_on")
    here = select(*(getattr(c, name) for name in columns), literal(0).label("level"))
    walk = here.where(c.org_id == actor.org_id, c.id == cycle_id).cte("up", recursive=True)
    above = select(*(getattr(parent, name) for name in columns), walk.c.level + 1)
    return walk.union_all(above.where(parent.org_id == actor.org_id, parent.id == walk.c.parent_id))


async def spans_from(session: AsyncSession, actor: Actor, cycle_id: UUID) -> list[Span]:
    """Return the days of a cycle, of its parent and so on."""
    walk = upwards(actor, cycle_id).c
    found = await sql.rows(session, select(walk.starts_on, walk.ends_on).order_by(walk.level))
    return [Span(*days) for days in found]


async def is_inside(session: AsyncSession, actor: Actor, inner: UUID, outer: UUID) -> bool:
    """Whether a cycle is another, or inside it however deep."""
    walk = upwards(actor, inner).c
    return bool(await sql.rows(session, select(walk.id).where(walk.id == outer)))


def downwards(actor: Actor, cycle_id: UUID) -> Any:
    """Return a walk from a cycle to those inside it and so on: ids and the level, from 0."""
    c, child = aliased(sql.cycle), aliased(sql.cycle)
    here = select(c.id, literal(0).label("level"))
    walk = here.where(c.org_id == actor.org_id, c.id == cycle_id).cte("down", recursive=True)
    below = select(child.id, walk.c.level + 1)
    return walk.union_all(below.where(child.org_id == actor.org_id, child.parent_id == walk.c.id))


async def levels_below(session: AsyncSession, actor: Actor, cycle_id: UUID) -> int:
    """Return how many levels of cycles are inside one."""
    [(deepest,)] = await sql.rows(session, select(func.max(downwards(actor, cycle_id).c.level)))
    return int(deepest)


async def blocking(session: AsyncSession, actor: Actor, *finds: Any) -> Blocking:
    """Return what stands in the way: kinds and ids."""
    found = await sql.rows(session, union_all(*finds).limit(MOST))
    return await masked(session, actor, [{"kind": kind, "id": str(id)} for kind, id in found])


def children(actor: Actor, cycle: Cycle) -> Any:
    """Select the cycles directly inside one."""
    mine = (sql.cycle.org_id == actor.org_id, sql.cycle.parent_id == cycle.id)
    return select(literal("cycle").label("kind"), sql.cycle.id).where(*mine)


async def inside(session: AsyncSession, actor: Actor, cycle: Cycle) -> Blocking:
    """Return what keeps a cycle from being deleted."""
    mine = (sql.objective.org_id == actor.org_id, sql.objective.cycle_id == cycle.id)
    objectives = select(literal("objective"), sql.objective.id).where(*mine)
    e = sql.evaluation
    judged = select(literal("evaluation"), e.id).where(e.org_id == actor.org_id)
    evaluations = judged.where(e.cycle_id == cycle.id)
    return await blocking(session, actor, objectives, children(actor, cycle), evaluations)


async def outside(session: AsyncSession, actor: Actor, cycle: Cycle, span: Span) -> Blocking:
    """Return what would not fit in any more if a cycle had other days."""
    o, kr, fact = sql.objective, sql.key_result, sql.check_in
    fits = and_(sql.cycle.starts_on >= span.first, sql.cycle.ends_on <= span.last)
    check_ins = (
        select(literal("check_in"), fact.id)
        .join(kr, and_(kr.org_id == fact.org_id, kr.id == fact.key_result_id))
        .join(o, and_(o.org_id == kr.org_id, o.id == kr.objective_id))
        .where(o.org_id == actor.org_id, o.cycle_id == cycle.id)
        .where(~fact.effective_on.between(span.first, span.last))
    )
    edges = edges_apart(actor, o.cycle_id == cycle.id, span)
    waypoints = astray(actor, o.cycle_id == cycle.id, span)
    beyond = children(actor, cycle).where(~fits)
    return await blocking(session, actor, beyond, check_ins, edges, waypoints)


def ends(actor: Actor) -> Any:
    """Return each goal of an organization with its objective and the days of its cycle."""
    o, kr, c = aliased(sql.objective), aliased(sql.key_result), aliased(sql.cycle)
    its_cycle = and_(c.org_id == o.org_id, c.id == o.cycle_id)
    columns = (o.id.label("objective_id"), o.cycle_id, c.starts_on, c.ends_on)
    objectives = select(o.id, *columns).join(c, its_cycle).where(o.org_id == actor.org_id)
    key_results = (
        select(kr.id, *columns)
        .select_from(kr)
        .join(o, and_(o.org_id == kr.org_id, o.id == kr.objective_id))
        .join(c, its_cycle)
        .where(kr.org_id == actor.org_id)
    )
    return union_all(objectives, key_results).subquery()


def edges_apart(actor: Actor, mine: Any, span: Span) -> Any:
    """Select the living edges of some objectives whose other end has no day of `span`.

    `mine` is a condition on objectives, which are about to have those days.
    """
    edge, far = sql.alignment, ends(actor)
    here = select(sql.objective.id).where(sql.objective.org_id == actor.org_id, mine)
    near = ends(actor)
    joined = or_(
        and_(near.c.id == edge.child_id, far.c.id == edge.parent_id),
        and_(near.c.id == edge.parent_id, far.c.id == edge.child_id),
    )
    return (
        select(literal("alignment"), edge.id)
        .select_from(edge)
        .join(near, or_(near.c.id == edge.child_id, near.c.id == edge.parent_id))
        .join(far, joined)
        .where(edge.org_id == actor.org_id, edge.state.in_(sorted(LIVING)))
        .where(near.c.objective_id.in_(here), far.c.objective_id.not_in(here))
        .where(or_(far.c.starts_on > span.last, far.c.ends_on < span.first))
    )


async def gaps(session: AsyncSession, actor: Actor, cycle: Cycle) -> list[dict[str, Any]]:
    """Return what is still open in a cycle: objectives, and cycles directly inside."""
    o, c = sql.objective, sql.cycle
    objectives = select(literal("objective"), o.id, o.title, cast(o.state, Text)).where(
        o.org_id == actor.org_id, o.cycle_id == cycle.id, o.state.not_in(sorted(OVER))
    )
    cycles = children(actor, cycle).add_columns(c.name, cast(c.state, Text))
    found = await sql.rows(
        session, union_all(objectives, cycles.where(c.state.not_in(sorted(SHUT))))
    )
    return [
        {"kind": kind, "id": str(id), "title": title, "state": state}
        for kind, id, title, state in found
    ]
