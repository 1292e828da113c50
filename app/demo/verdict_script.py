"""What people say in the end, as the story tells it: scores of goals, evaluations of figures."""

from decimal import Decimal
from typing import Literal

from app.demo.cast import Told
from app.domain.evaluation import EvaluationState


class Verdict(Told):
    """A score: what the figures propose is confirmed, or overridden with a reason."""

    to: Decimal | None = None
    reason: str | None = None


class Evaluation(Told):
    """What somebody says of the KPIs of an owner in a quarter, and what becomes of it."""

    owner: str  # a person, `company`, or a team as `@key`
    cycle: Literal["q1", "q2", "q3"]
    by: str
    assessment: str
    reaches: EvaluationState = EvaluationState.acknowledged
    comment: str | None = None  # of the evaluated
