"""The evaluation that a path names."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.features.evaluations import queries
from app.http.dependencies import ActorDep, CallerDep, SessionDep
from app.http.preconditions import IfMatch, ensure_match
from app.tables import Evaluation


async def load_evaluation(evaluation_id: UUID, session: SessionDep, actor: ActorDep) -> Evaluation:
    """Find it among those that the actor may see."""
    return await queries.evaluation_by_id(session, actor, evaluation_id)


EvaluationDep = Annotated[Evaluation, Depends(load_evaluation)]


async def match_evaluation(
    session: SessionDep, caller: CallerDep, evaluation: EvaluationDep, if_match: IfMatch = None
) -> Evaluation:
    """Find it, unchanged since the client read it."""
    current = queries.written_evaluation(session, caller, evaluation.id)
    await ensure_match(if_match, evaluation.version, current)
    return evaluation


MatchedEvaluationDep = Annotated[Evaluation, Depends(match_evaluation)]
