"""Key results over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import IllegalTransition, InUse, UnknownId
from app.domain.cycle import CycleClosed
from app.domain.key_result_state import KeyResultDropped
from app.domain.lifecycle import ObjectiveOver
from app.domain.limits import LimitReached
from app.domain.metric import MetricKindFixed
from app.domain.ownership import OwnerUnfit
from app.domain.permissions import NotTheOwner
from app.domain.reach import RoleTooLow
from app.domain.target import ReasonRequired, ReasonUnfit
from app.features.goals.dependencies import KeyResultDep, ObjectiveDep
from app.features.key_results import commands, queries
from app.features.key_results.dependencies import MatchedKeyResultDep
from app.features.key_results.schemas import (
    KeyResultCreate,
    KeyResultFilter,
    KeyResultPage,
    KeyResultPublic,
    KeyResultTransition,
    KeyResultUpdate,
    OfObjectiveFilter,
)
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, answer, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

router = APIRouter(tags=["key-results"], route_class=UnitRoute)
fast = APIRouter(tags=["key-results"], route_class=FastRoute)

CHANGED = (NotTheOwner, RoleTooLow, ObjectiveOver, CycleClosed)
WRITTEN = (*commands.UNFIT, UnknownId, OwnerUnfit)


@fast.get("/key-results", response_model=KeyResultPage, responses=KNOWN | problems(InvalidCursor))
async def list_key_results(
    request: Request, caller: CallerDep, wanted: Annotated[KeyResultFilter, Query()]
) -> Response:
    """List the key results of all objectives that you may see, newest first."""
    found = queries.KEY_RESULTS.page(reads(request), caller, pager(request, wanted), wanted.filters)
    return page(request, *await found)


@fast.get(
    "/objectives/{objective_id}/key-results",
    response_model=KeyResultPage,
    responses=KNOWN | problems(InvalidCursor),
)
async def list_objective_key_results(
    request: Request,
    caller: CallerDep,
    wanted: Annotated[OfObjectiveFilter, Query()],
    objective_id: UUID,
) -> Response:
    """List the key results of one objective, by their position unless `sort` says else."""
    cursors = pager(request, wanted)
    found = queries.of_objective(reads(request), caller, cursors, objective_id, wanted.filters)
    return page(request, *await found)


@router.post(
    "/objectives/{objective_id}/key-results",
    status_code=201,
    response_model=KeyResultPublic,
    responses=problems(*CHANGED, LimitReached, *WRITTEN, *RETRIED),
)
async def create_key_result(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    objective: ObjectiveDep,
    new: KeyResultCreate,
    attempt: AttemptDep,
) -> Response:
    """Add a key result to an objective that you may change."""
    key_result = await commands.create_key_result(session, actor, objective, new)
    written = await queries.written_key_result(session, caller, key_result.id)
    return attempt.created(written, f"/key-results/{key_result.id}")


@fast.get("/key-results/{key_result_id}", response_model=KeyResultPublic, responses=KNOWN)
async def get_key_result(request: Request, caller: CallerDep, key_result_id: UUID) -> Response:
    """Read a key result."""
    found = queries.KEY_RESULT.one(reads(request), caller, key_result_id=key_result_id)
    return answer(request, await found)


@router.patch(
    "/key-results/{key_result_id}",
    response_model=KeyResultPublic,
    responses=problems(
        *CHANGED,
        KeyResultDropped,
        MetricKindFixed,
        *WRITTEN,
        ReasonRequired,
        ReasonUnfit,
        PreconditionFailed,
        PreconditionRequired,
    ),
)
async def update_key_result(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    key_result: MatchedKeyResultDep,
    change: KeyResultUpdate,
) -> Response:
    """Change a key result; its progress and all above follow in the same commit."""
    await commands.update_key_result(session, actor, key_result, change)
    return answer(request, await queries.written_key_result(session, caller, key_result.id))


@router.delete(
    "/key-results/{key_result_id}",
    status_code=204,
    responses=problems(*CHANGED, InUse, PreconditionFailed, PreconditionRequired),
)
async def delete_key_result(
    session: SessionDep, actor: ActorDep, key_result: MatchedKeyResultDep
) -> None:
    """Delete a key result that has no check-in and no alignment that was ever accepted."""
    await commands.delete_key_result(session, actor, key_result)


@router.post(
    "/key-results/{key_result_id}/transitions",
    status_code=200,
    response_model=KeyResultPublic,
    responses=problems(*CHANGED, IllegalTransition, LimitReached, *RETRIED),
)
async def move_key_result(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    key_result: KeyResultDep,
    transition: KeyResultTransition,
    attempt: AttemptDep,
) -> Response:
    """Drop a key result, which then counts nowhere, or take it back."""
    await commands.move_key_result(session, actor, key_result, transition)
    written = await queries.written_key_result(session, caller, key_result.id)
    return attempt.answer(written, 200)
