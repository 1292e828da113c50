"""The thing that is scored, with its score as its readers get it."""

from typing import Annotated

from fastapi import Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.document import Document
from app.domain.actor import Actor
from app.domain.score import Score
from app.features.goals.dependencies import KeyResultDep, ObjectiveDep
from app.features.scores import queries
from app.features.scores.schemas import ScorePublic
from app.http.dependencies import ActorDep, SessionDep
from app.http.documents import document
from app.http.preconditions import IfMatch, ensure_match
from app.tables import KeyResult, Objective

PLAIN = ("score", "proposed", "confirmed", "reason", "band", "met", "learning")


def shown(score: Score, version: int) -> Document:
    """Write a score, under the version of what it belongs to."""
    fields = {name: getattr(score, name) for name in PLAIN}
    first = {"proposed": score.first_proposed}
    return document(ScorePublic, fields | {"first_target": first}, version)


async def key_result_score(session: AsyncSession, actor: Actor, key_result: KeyResult) -> Document:
    """Return the score of a key result as the next reader gets it."""
    score = await queries.score_of_key_result(session, actor, key_result)
    return shown(score, key_result.version)


async def objective_score(session: AsyncSession, actor: Actor, objective: Objective) -> Document:
    """Return the score of an objective as the next reader gets it."""
    score = await queries.score_of_objective(session, actor, objective)
    return shown(score, objective.version)


async def match_key_result(
    session: SessionDep, actor: ActorDep, key_result: KeyResultDep, if_match: IfMatch = None
) -> KeyResult:
    """Find it, unchanged since the client read it or its score."""
    current = key_result_score(session, actor, key_result)
    await ensure_match(if_match, key_result.version, current)
    return key_result


async def match_objective(
    session: SessionDep, actor: ActorDep, objective: ObjectiveDep, if_match: IfMatch = None
) -> Objective:
    """Find it, unchanged since the client read it or its score."""
    current = objective_score(session, actor, objective)
    await ensure_match(if_match, objective.version, current)
    return objective


ScoredKeyResultDep = Annotated[KeyResult, Depends(match_key_result)]
ScoredObjectiveDep = Annotated[Objective, Depends(match_objective)]
