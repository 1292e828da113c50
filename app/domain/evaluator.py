"""Who evaluates whom: whoever leads them, or an admin; never those who are evaluated."""

from uuid import UUID

from app.domain.actor import Actor
from app.domain.errors import Forbidden
from app.domain.evaluated import Evaluated, leads, speaks_for
from app.domain.reach import ensure_role
from app.domain.role import Role


class OwnEvaluation(Forbidden):
    """Nobody judges their own figures."""

    code = "own_evaluation"


class NotTheEvaluator(Forbidden):
    """The lead of the evaluated judges, or an admin."""

    code = "not_the_evaluator"


class NotTheEvaluated(Forbidden):
    """Only who is evaluated acknowledges."""

    code = "not_the_evaluated"


def ensure_may_evaluate(
    actor: Actor, evaluated: Evaluated, evaluator_id: UUID | None = None
) -> None:
    """Raise unless somebody may judge, or go on with what an evaluator has begun."""
    ensure_role(actor, Role.member)
    if speaks_for(actor, evaluated):
        raise OwnEvaluation
    begun = evaluator_id == actor.member_id if evaluator_id else leads(actor, evaluated)
    if not begun and actor.role.rank < Role.admin.rank:
        raise NotTheEvaluator


def ensure_may_acknowledge(actor: Actor, evaluated: Evaluated) -> None:
    """Raise unless it is who was evaluated that has read it."""
    ensure_role(actor, Role.member)
    if not speaks_for(actor, evaluated):
        raise NotTheEvaluated
