"""Who may see which goals, in SQL: the rules of `domain/visibility.py`, and the same cases.

Most goals are for everybody, so that is asked first. The rest asks functions of the database
whom the caller works with: once a statement, and only where it comes to that.
"""

from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.json import constant
from app.domain.actor import Actor
from app.domain.evaluation import EvaluationState
from app.domain.role import Role, Scope
from app.domain.visibility import Visibility

ADMINS = [role.value for role in Role if role.rank >= Role.admin.rank]
MANAGERS = [role.value for role in Role if role.rank >= Role.manager.rank]


class Viewer(NamedTuple):
    """Somebody who looks, as a statement knows them."""

    org_id: Any
    member_id: Any
    manages: Any
    administers: Any


LATER = Viewer(  # whom a statement that is built once does not know yet
    bindparam("org_id", type_=Uuid()),
    bindparam("viewer_id", type_=Uuid()),
    bindparam("viewer_manages", type_=Boolean()),
    bindparam("viewer_administers", type_=Boolean()),
)


def told(actor: Actor) -> dict[str, Any]:
    """Return what such a statement has to be told."""
    return {
        "org_id": actor.org_id,
        "viewer_id": actor.member_id,
        "viewer_manages": actor.role.value in MANAGERS,
        "viewer_administers": actor.role.value in ADMINS,
    }


def viewer(who: Any) -> Viewer:
    """Return who looks: an `Actor`, or `ME.c`, whose credential may reach less far than they."""
    if isinstance(who, Viewer):
        return who
    if isinstance(who, Actor):
        known = told(who)
        manages, administers = known["viewer_manages"], known["viewer_administers"]
        return Viewer(who.org_id, who.member_id, literal(manages), literal(administers))
    return ENTERED


def entered() -> Viewer:
    """Return who looks where `ME` is: by names alone, so that no select inside enters again."""
    role, scope = literal_column("me.role", Text()), literal_column("me.scope", Text())
    manages, administers = (role.in_(map(constant, each)) for each in (MANAGERS, ADMINS))
    org_id, member_id = (literal_column(f"me.{id}", Uuid()) for id in ("org_id", "member_id"))
    return Viewer(org_id, member_id, manages, and_(administers, scope == constant(Scope.admin)))


ENTERED = entered()


def visible(who: Any, o: Any = sql.objective) -> Any:
    """Say which objectives `who` may read: an `Actor`, or `ME.c`. Every query starts from it."""
    me = viewer(who)
    return and_(
        o.org_id == me.org_id,
        or_(o.visibility == constant(Visibility.organization), meant_for(me, o)),
    )


def row_by_row(found: Any) -> Any:
    """Say that something is found, asked of each row when its turn comes.

    Without OFFSET 0 it is made a join, and all goals of an organization are read for one page.
    """
    return found.offset(literal_column("0")).exists()


def kpi_visible(who: Any, k: Any = sql.kpi) -> Any:
    """Say which KPIs `who` may read. Nobody works on one without owning it."""
    me = viewer(who)
    open_to_all = k.visibility == constant(Visibility.organization)
    return and_(k.org_id == me.org_id, or_(open_to_all, *shared_with(me, k)))


def measurement_visible(who: Any, m: Any = sql.measurement) -> Any:
    """Say which measurements `who` may read: those of KPIs that they may read."""
    k = aliased(sql.kpi)
    mine = and_(k.org_id == m.org_id, k.id == m.kpi_id)
    of_it = select(k.id).where(mine, kpi_visible(who, k)).correlate(m)
    return and_(m.org_id == viewer(who).org_id, row_by_row(of_it))


def key_result_visible(who: Any, kr: Any = sql.key_result) -> Any:
    """Say which key results `who` may read: those of objectives that they may read."""
    o = aliased(sql.objective)
    mine = and_(o.org_id == kr.org_id, o.id == kr.objective_id)
    of_it = select(o.id).where(mine, visible(who, o)).correlate(kr)
    return and_(kr.org_id == viewer(who).org_id, row_by_row(of_it))


def check_in_visible(who: Any, fact: Any = sql.check_in) -> Any:
    """Say which check-ins `who` may read: those about key results that they may read."""
    kr = aliased(sql.key_result)
    mine = and_(kr.org_id == fact.org_id, kr.id == fact.key_result_id)
    about = select(kr.id).where(mine, key_result_visible(who, kr)).correlate(fact)
    return and_(fact.org_id == viewer(who).org_id, row_by_row(about))


def initiative_visible(who: Any, plan: Any = sql.initiative) -> Any:
    """Say which initiatives `who` may read: those under key results that they may read."""
    kr = aliased(sql.key_result)
    mine = and_(kr.org_id == plan.org_id, kr.id == plan.key_result_id)
    under = select(kr.id).where(mine, key_result_visible(who, kr)).correlate(plan)
    return and_(plan.org_id == viewer(who).org_id, row_by_row(under))


def answers(me: Viewer, o: Any) -> Any:
    """Say whether somebody speaks for the owner of an objective: then they see it in any case."""
    return or_(owns(me, o), and_(is_ours(o), me.manages))


def owns(me: Any, o: Any) -> Any:
    """Say whether an objective is somebody's: in person, or as the lead of its team."""
    led = o.owner_team_id.in_(asked(func.app_led()))
    return or_(o.owner_member_id == me.member_id, led)


def is_ours(o: Any) -> Any:
    """Say whether an objective is the organization's own."""
    return and_(o.owner_member_id.is_(None), o.owner_team_id.is_(None))


def meant_for(me: Viewer, o: Any) -> Any:
    """Say whether somebody sees an objective that is not for everybody."""
    return or_(*shared_with(me, o), is_involved(me, o))


def shared_with(me: Viewer, o: Any) -> tuple[Any, ...]:
    """Return why somebody sees what is not for everybody, whatever hangs on it."""
    team = o.visibility == constant(Visibility.team)
    return (
        me.administers,
        answers(me, o),
        and_(team, o.owner_team_id.in_(asked(func.app_teams()))),
        and_(team, o.owner_member_id.in_(asked(func.app_mates()))),
    )


def asked(function: Any) -> Any:
    """Select what a function answers, asked once a statement and not once a row."""
    return select(function)


def is_involved(me: Viewer, o: Any) -> Any:
    """Say whether somebody owns a key result of an objective, or an initiative.

    It is a function of the database, for what is not called costs a read nothing.
    """
    return func.app_is_involved(o.org_id, o.id, me.member_id)


def evaluation_visible(who: Any, e: Any = sql.evaluation) -> Any:
    """Say which evaluations `who` may read: who is evaluated, only what was shared with them."""
    me, t = viewer(who), aliased(sql.team)
    led = select(t.id).where(t.org_id == me.org_id, t.lead_id == me.member_id)
    mine = or_(e.owner_member_id == me.member_id, e.owner_team_id.in_(led))
    judge = or_(me.administers, e.evaluator_id == me.member_id)
    return and_(
        e.org_id == me.org_id, or_(judge, and_(e.state != constant(EvaluationState.draft), mine))
    )
