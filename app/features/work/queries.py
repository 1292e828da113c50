"""What waits for somebody. Each list is cut after the first few, and says how many there are."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, and_, case, func, literal_column, null, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.document import Document
from app.db.fast import FastRead, Reads
from app.db.json import constant, instant, json_array, json_object, number
from app.db.tenant import ME
from app.domain.actor import Account, Caller
from app.domain.alignment import AlignmentState
from app.domain.errors import NotFound
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.domain.role import Role
from app.features.accounts.queries import memberships_of
from app.features.briefs.queries import cycle_named, end, going, is_open, named
from app.features.edges.queries import either, hidden
from app.features.goals.queries import its_cycle, its_key_result, its_objective
from app.features.health.queries import Judge, keys_of
from app.features.initiatives.queries import is_due_soon, is_overdue
from app.features.key_results.queries import metric_of
from app.features.owners.queries import owner_of
from app.features.sight.queries import answers, is_ours, owns, viewer, visible

MOST = 50
ACTS = ME.c.role != constant(Role.viewer)  # who only looks is waited for by nobody


def first(found: Any, *order: Any) -> Any:
    """Return the first of what a select of one JSON column finds, and how many there are."""
    place = func.row_number().over(order_by=order).label("place")
    ranked = found.add_columns(place, func.count().over().label("of")).order_by(*order)
    cut = ranked.limit(literal_column(str(MOST))).correlate(ME).lateral("cut")
    count = func.coalesce(func.max(cut.c["of"]), literal_column("0")).label("count")
    items = json_array(cut.c.item, cut.c.place).label("items")
    return select(items, count).select_from(cut).correlate(ME).lateral()


def objectives() -> Any:
    """Find the open objectives of somebody, those of the nearest end first."""
    o, c = aliased(sql.objective), aliased(sql.cycle)
    judge = Judge(ME, c)
    keys = keys_of(judge, o)
    judged = going(o, c, judge.objective(o, keys.c), number(keys.c.confidence))
    item = json_object(judged | {"owner": owner_of(o), "state": o.state}).label("item")
    found = select(item).select_from(o).join(c, its_cycle(o, c)).join(keys, true())
    mine = found.where(visible(ME.c, o), owns(ME.c, o), is_open(o, c))
    return first(mine, c.ends_on, o.id)


def is_waited_for(o: Any, kr: Any) -> Any:
    """Say whether it is the caller who checks in on a key result."""
    theirs = and_(kr.owner_member_id.is_(None), owns(ME.c, o))
    return and_(ACTS, or_(kr.owner_member_id == ME.c.member_id, theirs))


def check_ins_due() -> Any:
    """Find the key results that somebody should check in on, those that wait longest first."""
    kr, o, c = aliased(sql.key_result), aliased(sql.objective), aliased(sql.cycle)
    judge = Judge(ME, c)
    due_on = judge.check_in_due_on(kr)
    more = {
        "objective": named(o),
        "metric": metric_of(kr),
        "checked_in_on": kr.checked_in_on,
        "check_in_due_on": due_on,
    }
    item = json_object(going(kr, c, judge.key_result(kr), kr.confidence) | more).label("item")
    found = select(item).select_from(kr).join(o, its_objective(kr, o)).join(c, its_cycle(o, c))
    counted = and_(kr.state == constant(KeyResultState.active), is_open(o, c))
    mine = found.where(visible(ME.c, o), counted, is_waited_for(o, kr), judge.is_check_in_due(kr))
    return first(mine, due_on, kr.id)


def decisions() -> Any:
    """Find the alignments that somebody should answer, the oldest first."""
    edge = aliased(sql.alignment)
    found, ends, living = select(edge.id).select_from(edge), {}, []
    for name in ("child", "parent"):
        o, kr, c = aliased(sql.objective), aliased(sql.key_result), aliased(sql.cycle)
        its_kr = and_(kr.org_id == edge.org_id, kr.id == getattr(edge, f"{name}_key_result_id"))
        named = either(getattr(edge, f"{name}_objective_id"), kr.objective_id)
        of_edge = and_(o.org_id == edge.org_id, o.id == named)
        found = found.outerjoin(kr, its_kr).join(o, of_edge).join(c, its_cycle(o, c))
        ends[name] = (o, kr)
        dropped = func.coalesce(kr.state, constant(KeyResultState.active))
        living += [is_open(o, c), dropped == constant(KeyResultState.active)]
    child, parent = ends["child"], ends["parent"]
    seen = case((visible(ME.c, child[0]), end(*child)), else_=hidden(edge.child_id))
    plain = {name: getattr(edge, name) for name in ("id", "relation", "note")}
    more = {"weight": number(edge.weight), "created_at": instant(edge.created_at)}
    item = json_object(plain | {"child": seen, "parent": end(*parent)} | more).label("item")
    proposed = edge.state == constant(AlignmentState.proposed)
    asked = and_(ACTS, visible(ME.c, parent[0]), answers(viewer(ME.c), parent[0]))
    ours = found.with_only_columns(item).where(edge.org_id == ME.c.org_id, proposed, asked)
    return first(ours.where(*living), edge.id)


def proposals() -> Any:
    """Find the objectives that somebody should agree to, those of the nearest end first."""
    o, c = aliased(sql.objective), aliased(sql.cycle)
    fields = {name: getattr(o, name) for name in ("id", "title", "why")} | {
        "owner": owner_of(o),
        "cycle": cycle_named(c),
        "updated_at": instant(o.updated_at),
    }
    found = select(json_object(fields).label("item")).select_from(o).join(c, its_cycle(o, c))
    agrees = or_(owns(ME.c, o), and_(is_ours(o), ME.c.role == constant(Role.owner)))
    proposed = (o.state == constant(ObjectiveState.proposed), is_open(o, c))
    return first(found.where(visible(ME.c, o), ACTS, agrees, *proposed), c.ends_on, o.id)


def initiatives_due() -> Any:
    """Find the plans that somebody should work on, those that were due first."""
    plan, kr, o = aliased(sql.initiative), aliased(sql.key_result), aliased(sql.objective)
    fields = {name: getattr(plan, name) for name in ("id", "title", "state", "due_on")} | {
        "overdue": is_overdue(ME.c, plan),
        "key_result": named(kr),
        "objective": named(o),
    }
    found = select(json_object(fields).label("item")).select_from(plan)
    found = found.join(kr, its_key_result(plan, kr)).join(o, its_objective(kr, o))
    mine = (ACTS, plan.owner_member_id == ME.c.member_id, is_due_soon(ME.c, plan))
    return first(found.where(visible(ME.c, o), *mine), plan.due_on, plan.id)


LISTS: tuple[Callable[[], Any], ...] = (
    objectives,
    check_ins_due,
    decisions,
    proposals,
    initiatives_due,
)


def work() -> FastRead:
    """Read what waits for somebody in one organization."""
    org, lists = sql.organization, {each.__name__: each() for each in LISTS}
    found = select(org.id).select_from(org).where(org.id == ME.c.org_id)
    for each in lists.values():
        found = found.join(each, true())
    place = {
        "org": json_object({name: getattr(org, name) for name in ("id", "slug", "name")}),
        "today_on": ME.c.today,
        "counts": json_object({name: each.c.count for name, each in lists.items()}),
    }
    shown = json_object(place | {name: each.c["items"] for name, each in lists.items()})
    return FastRead(found.with_only_columns(shown, null().cast(Integer)))


WORK = work()


async def work_in(reads: Reads, caller: Caller, org_id: UUID) -> str:
    """Return what waits for somebody in one organization; nothing if they have just left it."""
    try:
        found = await WORK.one(reads, replace(caller, org=str(org_id)))
    except NotFound:
        return ""
    return found.body.decode()


async def work_of(
    session: AsyncSession, reads: Reads, account: Account, caller: Caller
) -> Document:
    """Return what waits for somebody, in one organization after the other."""
    orgs = [each["org"]["id"] for each in await memberships_of(session, account)]
    found = [await work_in(reads, caller, org_id) for org_id in orgs]
    return Document(f'{{"organizations":[{",".join(filter(None, found))}]}}'.encode())
