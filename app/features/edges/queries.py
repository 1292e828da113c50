"""Edges as somebody sees them.

An edge is seen by who sees both of its ends, and by who speaks for the owner of one of them: they
decide about it, or may take it back. Of an end that they may not see, they learn that it is there.
"""

from typing import Any

from sqlalchemy import and_, case, func, literal, literal_column, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased, join

from app.db import sql
from app.db.json import JSON, constant, json_object, number
from app.db.tenant import ME
from app.domain.alignment import GoalKind
from app.domain.hidden import DIGITS, HIDDEN
from app.features.sight.queries import answers, row_by_row, viewer, visible


def either(objective_id: Any, of_key_result: Any) -> Any:
    """Return the id that there is. Row security would not let `coalesce` ask the index."""
    return case((objective_id.is_not(None), objective_id), else_=of_key_result)


def objectives_at(edge: Any, *ends: str) -> tuple[Any, list[Any]]:
    """Return the objectives at some ends of an edge, and how they are joined.

    A key result stands for its objective.
    """
    found: Any = columns(literal_column("1").label("one")).subquery()
    objectives = []
    for end in ends:
        o, kr = aliased(sql.objective), aliased(sql.key_result)
        objective_id, key_result_id = (getattr(edge, f"{end}_{kind}_id") for kind in GoalKind)
        named = either(objective_id, kr.objective_id)
        found = join(found, kr, (kr.org_id == edge.org_id) & (kr.id == key_result_id), isouter=True)
        found = join(found, o, (o.org_id == edge.org_id) & (o.id == named))
        objectives.append(o)
    return found, objectives


def edge_visible(who: Any, edge: Any = sql.alignment) -> Any:
    """Say which edges `who` may read: an `Actor`, or `ME.c`."""
    me = viewer(who)
    found, ends = objectives_at(edge, "child", "parent")
    both = and_(*[visible(who, o) for o in ends])
    seen = columns(ends[0].id).select_from(found).where(or_(both, *[answers(me, o) for o in ends]))
    return and_(edge.org_id == me.org_id, row_by_row(seen.correlate(edge)))


def is_seen(edge: Any, end: str) -> Any:
    """Say whether the caller may see one end of an edge."""
    found, [o] = objectives_at(edge, end)
    return row_by_row(columns(o.id).select_from(found).where(visible(ME.c, o)).correlate(edge))


def hidden(id: Any) -> JSON:
    """Return what stands for a goal that the caller may not see: see `domain/hidden.py`."""
    known = func.concat(viewer(ME.c).member_id, literal(":"), id)
    digest = func.encode(func.sha256(func.convert_to(known, "UTF8")), "hex")
    name = func.concat(literal(f"{HIDDEN}-"), func.left(digest, DIGITS))
    return json_object({"kind": constant(HIDDEN), "id": name})


def end_of(edge: Any, end: str) -> JSON:
    """Return one end of an edge, as far as the caller may see it."""
    objective_id, id = getattr(edge, f"{end}_objective_id"), getattr(edge, f"{end}_id")
    words = (constant(GoalKind.objective), constant(GoalKind.key_result))
    kind = case((objective_id.is_not(None), words[0]), else_=words[1])
    return case((is_seen(edge, end), json_object({"kind": kind, "id": id})), else_=hidden(id))


def fields_of(edge: Any) -> dict[str, Any]:
    """Return an edge in its public form, member by member."""
    return {
        "id": edge.id,
        "child": end_of(edge, "child"),
        "parent": end_of(edge, "parent"),
        "relation": edge.relation,
        "weight": number(edge.weight),
        "state": edge.state,
    }
