"""Scores: what people learn from at the end. They never enter an evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.cycle import RUNNING, CycleState
from app.domain.errors import Conflict, NotValid
from app.domain.figure import shown
from app.domain.lifecycle import ObjectiveState
from app.domain.mean import Part, weighted_mean
from app.domain.outcome import LEARNT, ObjectiveType, Outcome

DECIMALS = 2
SCORED = frozenset({ObjectiveState.agreed, ObjectiveState.closed})
MET_FROM = {ObjectiveType.committed: Decimal(1), ObjectiveType.aspirational: Decimal("0.7")}
YELLOW_FROM, GREEN_FROM = Decimal("0.4"), Decimal("0.7")


class Band(StrEnum):
    """How a score looks."""

    red = "red"
    yellow = "yellow"
    green = "green"


class CycleNotRunning(Conflict):
    """Scores are given while a cycle is active or in review."""

    code = "cycle_not_running"


class ObjectiveNotAgreed(Conflict):
    """What nobody has agreed to is not scored, nor what was dropped."""

    code = "objective_not_agreed"


class ScoreReasonRequired(NotValid):
    """Whoever sees it otherwise than the figures says why."""

    code = "score_reason_required"


@dataclass(frozen=True, slots=True)
class Result:
    """A key result that counts, as its objective's score sees it.

    `first` is the progress against the first target that was locked, where that has `moved`.
    """

    weight: Decimal
    progress: Decimal | None
    confirmed: Decimal | None = None
    moved: bool = False
    first: Decimal | None = None

    @property
    def proposed(self) -> Decimal | None:
        """What its progress says."""
        return rounded(self.progress)

    @property
    def first_proposed(self) -> Decimal | None:
        """What its progress would have said without another target."""
        return rounded(self.first) if self.moved else self.proposed

    @property
    def standing(self) -> Decimal | None:
        """What counts above: what people confirmed, else what is proposed."""
        return self.proposed if self.confirmed is None else self.confirmed

    @property
    def first_standing(self) -> Decimal | None:
        """What would count above without another target: nobody has confirmed that."""
        return self.first_proposed if self.moved else self.standing


def rounded(figure: Decimal | None) -> Decimal | None:
    """Return a figure as a score."""
    return None if figure is None else shown(figure, DECIMALS)


def proposed_above(results: Sequence[Result], progress: Decimal | None) -> Decimal | None:
    """Return the score of an objective as its key results say, else as its progress does."""
    parts = [Part(each.weight, each.standing) for each in results]
    return rounded(weighted_mean(parts) if parts else progress)


def first_proposed_above(results: Sequence[Result], progress: Decimal | None) -> Decimal | None:
    """Return the same against the first targets that were locked."""
    parts = [Part(each.weight, each.first_standing) for each in results]
    return rounded(weighted_mean(parts) if parts else progress)


@dataclass(frozen=True, slots=True)
class Score:
    """What is proposed and what was confirmed, and what that means for this type of objective."""

    type: ObjectiveType
    outcome: Outcome | None
    proposed: Decimal | None
    first_proposed: Decimal | None
    given: Decimal | None = None
    reason: str | None = None

    @property
    def score(self) -> Decimal | None:
        """The number that stands."""
        return self.proposed if self.given is None else self.given

    @property
    def confirmed(self) -> bool:
        """Whether somebody has said so."""
        return self.given is not None

    @property
    def band(self) -> Band | None:
        """How it looks."""
        return None if self.score is None else band(self.score)

    @property
    def met(self) -> bool | None:
        """Whether what was expected has come: of a lesson, that there is one."""
        if self.type is ObjectiveType.learning:
            return self.outcome in LEARNT
        return None if self.score is None else self.score >= MET_FROM[self.type]

    @property
    def learning(self) -> Outcome | None:
        """The lesson, where one was expected."""
        return self.outcome if self.outcome in LEARNT else None


def band(score: Decimal) -> Band:
    """Return the band that a score is in."""
    if score < YELLOW_FROM:
        return Band.red
    return Band.yellow if score < GREEN_FROM else Band.green


def ensure_scorable(cycle: CycleState, objective: ObjectiveState) -> None:
    """Raise where it is too early for a score, or where there is nothing to score."""
    if cycle not in RUNNING:
        raise CycleNotRunning(state=cycle)
    if objective not in SCORED:
        raise ObjectiveNotAgreed(state=objective)


def ensure_score_reason(
    score: Decimal | None, proposed: Decimal | None, reason: str | None
) -> None:
    """Raise where a score differs from what the figures say, and nobody says why."""
    if score not in (None, proposed) and not (reason or "").strip():
        raise ScoreReasonRequired("/reason")
