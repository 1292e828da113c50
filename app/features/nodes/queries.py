"""Nodes of a graph as one statement writes them: objectives, key results, and what is hidden.

`walked` are the goals that a walk has found: `id`, `place` on the page, `hidden`, `anchored`,
`outside`.
"""

from typing import Any

from sqlalchemy import case, null, select, true, union_all
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.json import JSON, constant, json_object, number
from app.db.tenant import ME
from app.domain.alignment import GoalKind
from app.features.edges.queries import hidden
from app.features.goals.queries import its_cycle, its_objective
from app.features.health.queries import Judge, keys_of
from app.features.owners.queries import member_owner, owner_of


def node(walked: Any, **fields: Any) -> JSON:
    """Return a goal in the graph."""
    known = {"anchored": walked.c.anchored, "outside": walked.c.outside}
    return json_object(fields | known)


def of_page(walked: Any, most: int, shown: JSON, row: Any) -> Any:
    """Select goals of one kind that stand on a page, and may be seen."""
    found = select(shown.label("node"), walked.c.place).select_from(walked).correlate(ME)
    here = (row.org_id == ME.c.org_id) & (row.id == walked.c.id)
    return found.join(row, here).where(walked.c.place <= most, ~walked.c.hidden)


def objectives(walked: Any, most: int) -> Any:
    """Select the objectives of a page."""
    o, c = aliased(sql.objective), aliased(sql.cycle)
    judge = Judge(ME, c)
    keys = keys_of(judge, o)
    shown = node(
        walked,
        kind=constant(GoalKind.objective),
        id=o.id,
        title=o.title,
        owner=owner_of(o),
        state=o.state,
        progress=number(o.progress),
        health=judge.objective(o, keys.c).health,
        confidence=number(keys.c.confidence),
        cycle_id=o.cycle_id,
        theme_id=o.theme_id,
        objective_id=null(),
    )
    found = of_page(walked, most, shown, o)
    return found.join(c, its_cycle(o, c)).join(keys, true())


def key_results(walked: Any, most: int) -> Any:
    """Select the key results of a page."""
    kr, o, c = aliased(sql.key_result), aliased(sql.objective), aliased(sql.cycle)
    shown = node(
        walked,
        kind=constant(GoalKind.key_result),
        id=kr.id,
        title=kr.title,
        owner=case((kr.owner_member_id.is_(None), owner_of(o)), else_=member_owner(kr)),
        state=o.state,
        progress=number(kr.progress),
        health=Judge(ME, c).key_result(kr).health,
        confidence=kr.confidence,
        cycle_id=o.cycle_id,
        theme_id=o.theme_id,
        objective_id=kr.objective_id,
    )
    found = of_page(walked, most, shown, kr)
    return found.join(o, its_objective(kr, o)).join(c, its_cycle(o, c))


def unseen(walked: Any, most: int) -> Any:
    """Select what stands on a page for goals that the caller may not see."""
    found = select(hidden(walked.c.id), walked.c.place).select_from(walked).correlate(ME)
    return found.where(walked.c.place <= most, walked.c.hidden)


def nodes(walked: Any, most: int) -> Any:
    """Return all nodes of a page, with their places."""
    kinds = (objectives, key_results, unseen)
    return union_all(*[each(walked, most) for each in kinds]).subquery()
