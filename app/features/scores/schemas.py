"""Scores on the wire."""

from typing import Annotated, Literal

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.domain.outcome import Outcome
from app.domain.score import Band
from app.tables.values import Figure, LongText, RequestBody, Score

BANDS = "`red` below 0.4, `yellow` below 0.7, else `green`."
MET = "Of type `committed` at 1, `aspirational` at 0.7, `learning` once there is a lesson."


class ScorePut(RequestBody):
    """What you confirm. Another score than the proposed one takes a reason.

    `score: null` takes a confirmation back: what is proposed stands again.
    """

    score: Score | None
    reason: LongText | None = None


class FirstTargetPublic(SQLModel):
    """What the first target that was locked would have given."""

    proposed: Figure | None


class ScorePublic(SQLModel):
    """A score: the confirmed one, else what the figures propose."""

    score: Figure | None
    proposed: Figure | None
    confirmed: bool
    reason: str | None
    band: Annotated[Band | None, Constraint(description=BANDS)]
    met: Annotated[bool | None, Constraint(description=MET)]
    learning: Literal[Outcome.validated, Outcome.invalidated] | None
    first_target: FirstTargetPublic
