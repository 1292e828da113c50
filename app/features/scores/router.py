"""Scores over HTTP."""

from fastapi import APIRouter, Request, Response

from app.domain.cycle import CycleClosed
from app.domain.key_result_state import KeyResultDropped
from app.domain.permissions import NotTheOwner
from app.domain.reach import RoleTooLow
from app.domain.scorable import CycleNotRunning, ObjectiveNotAgreed, ScoreReasonRequired
from app.features.goals.dependencies import KeyResultDep, ObjectiveDep
from app.features.scores import commands
from app.features.scores.dependencies import (
    ScoredKeyResultDep,
    ScoredObjectiveDep,
    key_result_score,
    objective_score,
)
from app.features.scores.schemas import ScorePublic, ScorePut
from app.http.dependencies import ActorDep, SessionDep
from app.http.documents import KNOWN, answer
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

router = APIRouter(tags=["scores"], route_class=UnitRoute)

OF_KEY_RESULT = "/key-results/{key_result_id}/score"
OF_OBJECTIVE = "/objectives/{objective_id}/score"
REFUSED = (
    NotTheOwner,
    RoleTooLow,
    CycleClosed,
    CycleNotRunning,
    ObjectiveNotAgreed,
    ScoreReasonRequired,
    PreconditionFailed,
    PreconditionRequired,
)


@router.get(OF_KEY_RESULT, response_model=ScorePublic, responses=KNOWN)
async def get_key_result_score(
    request: Request, session: SessionDep, actor: ActorDep, key_result: KeyResultDep
) -> Response:
    """Read what a key result came to; a dropped one has no score."""
    return answer(request, await key_result_score(session, actor, key_result))


@router.put(
    OF_KEY_RESULT, response_model=ScorePublic, responses=problems(*REFUSED, KeyResultDropped)
)
async def score_key_result(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    key_result: ScoredKeyResultDep,
    given: ScorePut,
) -> Response:
    """Confirm or override the score of a key result that you or your objective answer for."""
    await commands.score_key_result(session, actor, key_result, given)
    return answer(request, await key_result_score(session, actor, key_result))


@router.get(OF_OBJECTIVE, response_model=ScorePublic, responses=KNOWN)
async def get_objective_score(
    request: Request, session: SessionDep, actor: ActorDep, objective: ObjectiveDep
) -> Response:
    """Read what an objective came to."""
    return answer(request, await objective_score(session, actor, objective))


@router.put(OF_OBJECTIVE, response_model=ScorePublic, responses=problems(*REFUSED))
async def score_objective(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    objective: ScoredObjectiveDep,
    given: ScorePut,
) -> Response:
    """Confirm or override the score of an objective that you answer for."""
    await commands.score_objective(session, actor, objective, given)
    return answer(request, await objective_score(session, actor, objective))
