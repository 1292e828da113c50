"""Initiatives over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import UnknownId
from app.domain.cycle import CycleClosed
from app.domain.initiative import DueBeforeStart
from app.domain.key_result_state import KeyResultDropped
from app.domain.lifecycle import ObjectiveOver
from app.domain.ownership import OwnerUnfit
from app.domain.permissions import NotTheOwner
from app.domain.reach import RoleTooLow
from app.features.goals.dependencies import KeyResultDep
from app.features.initiatives import commands, queries
from app.features.initiatives.dependencies import MatchedInitiativeDep
from app.features.initiatives.schemas import (
    InitiativeCreate,
    InitiativeFilter,
    InitiativePage,
    InitiativePublic,
    InitiativeUpdate,
    OfKeyResultFilter,
)
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, answer, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

OF_KEY_RESULT = "/key-results/{key_result_id}/initiatives"
router = APIRouter(tags=["initiatives"], route_class=UnitRoute)
fast = APIRouter(tags=["initiatives"], route_class=FastRoute)

REFUSED = (NotTheOwner, RoleTooLow, CycleClosed)
CHANGED = (*REFUSED, ObjectiveOver, KeyResultDropped, UnknownId, OwnerUnfit, DueBeforeStart)


@fast.get("/initiatives", response_model=InitiativePage, responses=KNOWN | problems(InvalidCursor))
async def list_initiatives(
    request: Request, caller: CallerDep, wanted: Annotated[InitiativeFilter, Query()]
) -> Response:
    """List the initiatives of all key results that you may see, newest first."""
    found = queries.INITIATIVES.page(reads(request), caller, pager(request, wanted), wanted.filters)
    return page(request, *await found)


@fast.get(OF_KEY_RESULT, response_model=InitiativePage, responses=KNOWN | problems(InvalidCursor))
async def list_key_result_initiatives(
    request: Request,
    caller: CallerDep,
    wanted: Annotated[OfKeyResultFilter, Query()],
    key_result_id: UUID,
) -> Response:
    """List how people mean to move a key result, newest first."""
    cursors = pager(request, wanted)
    found = await queries.of_key_result(
        reads(request), caller, cursors, key_result_id, wanted.filters
    )
    return page(request, *found)


@router.post(
    OF_KEY_RESULT,
    status_code=201,
    response_model=InitiativePublic,
    responses=problems(*CHANGED, *RETRIED),
)
async def create_initiative(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    key_result: KeyResultDep,
    new: InitiativeCreate,
    attempt: AttemptDep,
) -> Response:
    """Plan how to move a key result: its owner may, and whoever may change its objective."""
    initiative = await commands.create_initiative(session, actor, key_result, new)
    written = await queries.written_initiative(session, caller, initiative.id)
    return attempt.created(written, f"/initiatives/{initiative.id}")


@fast.get("/initiatives/{initiative_id}", response_model=InitiativePublic, responses=KNOWN)
async def get_initiative(request: Request, caller: CallerDep, initiative_id: UUID) -> Response:
    """Read an initiative."""
    found = queries.INITIATIVE.one(reads(request), caller, initiative_id=initiative_id)
    return answer(request, await found)


@router.patch(
    "/initiatives/{initiative_id}",
    response_model=InitiativePublic,
    responses=problems(*CHANGED, PreconditionFailed, PreconditionRequired),
)
async def update_initiative(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    initiative: MatchedInitiativeDep,
    change: InitiativeUpdate,
) -> Response:
    """Change an initiative or its state; its owner may too, but for handing it on."""
    await commands.update_initiative(session, actor, initiative, change)
    return answer(request, await queries.written_initiative(session, caller, initiative.id))


@router.delete(
    "/initiatives/{initiative_id}",
    status_code=204,
    responses=problems(*REFUSED, PreconditionFailed, PreconditionRequired),
)
async def delete_initiative(
    session: SessionDep, actor: ActorDep, initiative: MatchedInitiativeDep
) -> None:
    """Delete an initiative; check-ins that name it still tell its title."""
    await commands.delete_initiative(session, actor, initiative)
