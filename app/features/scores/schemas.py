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

    score: Annotated[Figure | None, Constraint(description="From 0 to 1, with two decimals.")]
    proposed: Annotated[Figure | None, Constraint(description="What the figures give, rounded.")]
    confirmed: Annotated[bool, Constraint(description="Whether people gave `score`.")]
    reason: Annotated[
        str | None, Constraint(description="Why another score than the proposed one was given.")
    ]
    band: Annotated[Band | None, Constraint(description=BANDS)]
    met: Annotated[bool | None, Constraint(description=MET)]
    learning: Literal[Outcome.validated, Outcome.invalidated] | None
    first_target: FirstTargetPublic
