"""Scores: what people learn from at the end. They never enter an evaluation."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.outcome import LEARNT, ObjectiveType, Outcome

MET_FROM = {ObjectiveType.committed: Decimal(1), ObjectiveType.aspirational: Decimal("0.7")}
YELLOW_FROM, GREEN_FROM = Decimal("0.4"), Decimal("0.7")


class Band(StrEnum):
    """How a score looks."""

    red = "red"
    yellow = "yellow"
    green = "green"


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
