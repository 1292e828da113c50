"""Evaluations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import IllegalTransition, UnknownId
from app.domain.evaluation import (
    CommentUnfit,
    EvaluationExists,
    EvaluationNotDraft,
    EvaluationNoteRequired,
)
from app.domain.evaluator import NotTheEvaluated, NotTheEvaluator, OwnEvaluation
from app.domain.ownership import OwnerContradiction, OwnerUnfit
from app.domain.reach import RoleTooLow
from app.features.evaluations import commands, queries
from app.features.evaluations.dependencies import EvaluationDep, MatchedEvaluationDep
from app.features.evaluations.schemas import (
    EvaluationCreate,
    EvaluationFilter,
    EvaluationPage,
    EvaluationPublic,
    EvaluationTransition,
    EvaluationUpdate,
)
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, answer, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/evaluations", tags=["evaluations"], route_class=UnitRoute)
fast = APIRouter(prefix="/evaluations", tags=["evaluations"], route_class=FastRoute)

JUDGED = (RoleTooLow, OwnEvaluation, NotTheEvaluator)
OWNED = (OwnerContradiction, OwnerUnfit, UnknownId)
MATCHED = (EvaluationNotDraft, PreconditionFailed, PreconditionRequired)
SAID = (EvaluationNoteRequired, CommentUnfit)


@fast.get("", response_model=EvaluationPage, responses=KNOWN | problems(InvalidCursor))
async def list_evaluations(
    request: Request, caller: CallerDep, wanted: Annotated[EvaluationFilter, Query()]
) -> Response:
    """List the evaluations that you may see, newest first: yours once they were shared."""
    cursors = pager(request, wanted)
    found = queries.EVALUATIONS.page(reads(request), caller, cursors, wanted.filters)
    return page(request, *await found)


@router.post(
    "",
    status_code=201,
    response_model=EvaluationPublic,
    responses=problems(*JUDGED, EvaluationExists, *OWNED, *RETRIED),
)
async def create_evaluation(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    new: EvaluationCreate,
    attempt: AttemptDep,
) -> Response:
    """Begin to evaluate whom you lead; admins and owners evaluate anybody but themselves."""
    evaluation = await commands.create_evaluation(session, actor, new)
    written = await queries.written_evaluation(session, caller, evaluation.id)
    return attempt.created(written, f"/evaluations/{evaluation.id}")


@fast.get("/{evaluation_id}", response_model=EvaluationPublic, responses=KNOWN)
async def get_evaluation(request: Request, caller: CallerDep, evaluation_id: UUID) -> Response:
    """Read an evaluation."""
    found = queries.EVALUATION.one(reads(request), caller, evaluation_id=evaluation_id)
    return answer(request, await found)


@router.patch(
    "/{evaluation_id}", response_model=EvaluationPublic, responses=problems(*JUDGED, *MATCHED)
)
async def update_evaluation(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    evaluation: MatchedEvaluationDep,
    change: EvaluationUpdate,
) -> Response:
    """Write the assessment of a draft."""
    await commands.update_evaluation(session, actor, evaluation, change)
    return answer(request, await queries.written_evaluation(session, caller, evaluation.id))


@router.delete("/{evaluation_id}", status_code=204, responses=problems(*JUDGED, *MATCHED))
async def delete_evaluation(
    session: SessionDep, actor: ActorDep, evaluation: MatchedEvaluationDep
) -> None:
    """Delete a draft."""
    await commands.delete_evaluation(session, actor, evaluation)


@router.post(
    "/{evaluation_id}/transitions",
    status_code=200,
    response_model=EvaluationPublic,
    responses=problems(*JUDGED, NotTheEvaluated, IllegalTransition, *SAID, *RETRIED),
)
async def move_evaluation(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    evaluation: EvaluationDep,
    transition: EvaluationTransition,
    attempt: AttemptDep,
) -> Response:
    """Share an evaluation with whom it is about, take it back, or acknowledge your own."""
    await commands.move_evaluation(session, actor, evaluation, transition)
    written = await queries.written_evaluation(session, caller, evaluation.id)
    return attempt.answer(written, 200)
