"""Goals in brief: as a page shows them that is about something else."""

from typing import Any

from sqlalchemy import and_, case, func

from app.db.json import JSON, constant, json_object, number
from app.domain.alignment import GoalKind
from app.domain.cycle import SHUT
from app.domain.lifecycle import OVER
from app.features.health.queries import Today
from app.features.owners.queries import member_owner, owner_of


def named(goal: Any) -> JSON:
    """Return a goal with the title to show."""
    return json_object({"id": goal.id, "title": goal.title})


def cycle_named(c: Any) -> JSON:
    """Return a cycle with the name to show."""
    return json_object({"id": c.id, "name": c.name, "ends_on": c.ends_on})


def is_open(o: Any, c: Any) -> Any:
    """Say which objectives still change."""
    mine = (o.frozen_on.is_(None), o.state.not_in(map(constant, sorted(OVER))))
    return and_(*mine, c.state.not_in(map(constant, sorted(SHUT))))


def going(goal: Any, c: Any, today: Today, confidence: Any) -> dict[str, Any]:
    """Return a goal and how it goes."""
    return {
        "id": goal.id,
        "title": goal.title,
        "cycle": cycle_named(c),
        "progress": number(goal.progress),
        "expected_progress": number(today.expected),
        "health": today.health,
        "stale": today.stale,
        "confidence": confidence,
    }


def end(o: Any, kr: Any) -> JSON:
    """Return one end of an edge. A key result that is nobody's shows its objective's owner."""
    words = (constant(GoalKind.key_result), constant(GoalKind.objective))
    is_key_result = kr.id.is_not(None)
    fields = {
        "kind": case((is_key_result, words[0]), else_=words[1]),
        "id": func.coalesce(kr.id, o.id),
        "title": func.coalesce(kr.title, o.title),
        "objective_id": case((is_key_result, o.id)),
        "owner": case((kr.owner_member_id.is_not(None), member_owner(kr)), else_=owner_of(o)),
    }
    return json_object(fields)
