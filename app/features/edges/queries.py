"""Edges as somebody sees them.

An edge is seen by who sees both of its ends, and by who speaks for the owner of one of them: they
decide about it, or may take it back. Of an end that they may not see, they learn that it is there.
"""

from typing import Any

from sqlalchemy import and_, case, func, literal, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.json import JSON, constant, json_object, number
from app.db.tenant import ME
from app.domain.alignment import GoalKind
from app.domain.hidden import DIGITS, HIDDEN
from app.features.sight.queries import answers, viewer, visible


def objective_at(edge: Any, end: str) -> Any:
    """Return the id of the objective at an end of an edge: of a key result, that of its own."""
    kr = aliased(sql.key_result)
    mine = and_(kr.org_id == edge.org_id, kr.id == getattr(edge, f"{end}_key_result_id"))
    of_key_result = columns(kr.objective_id).where(mine).correlate(edge).scalar_subquery()
    return func.coalesce(getattr(edge, f"{end}_objective_id"), of_key_result)


def at(edge: Any, end: str, condition: Any, who: Any) -> Any:
    """Say that a condition on objectives holds at an end of an edge."""
    o = aliased(sql.objective)
    here = and_(o.org_id == edge.org_id, o.id == objective_at(edge, end))
    return columns(o.id).where(here, condition(who, o)).correlate(edge).exists()


def spoken_for(who: Any, o: Any) -> Any:
    """Say whether somebody speaks for the owner of an objective."""
    return answers(viewer(who), o)


def edge_visible(who: Any, edge: Any = sql.alignment) -> Any:
    """Say which edges `who` may read: an `Actor`, or `ME.c`."""
    both = and_(*[at(edge, end, visible, who) for end in ("child", "parent")])
    theirs = [at(edge, end, spoken_for, who) for end in ("child", "parent")]
    return and_(edge.org_id == viewer(who).org_id, or_(both, *theirs))


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
    seen = at(edge, end, visible, ME.c)
    return case((seen, json_object({"kind": kind, "id": id})), else_=hidden(id))


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
