"""Cycles over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import InUse, UnknownId
from app.domain.cycle import CycleClosed, DaysContradict, OutsideParent, TooManyLevels
from app.domain.generation import GenerateUnfit
from app.domain.reach import RoleTooLow
from app.features.cycles import commands, queries
from app.features.cycles.dependencies import MatchedCycleDep
from app.features.cycles.schemas import (
    CycleCreate,
    CycleFilter,
    CyclePage,
    CyclePublic,
    CycleUpdate,
)
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, answer, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/cycles", tags=["cycles"], route_class=UnitRoute)
fast = APIRouter(prefix="/cycles", tags=["cycles"], route_class=FastRoute)

PLACED = (CycleClosed, DaysContradict, OutsideParent, TooManyLevels, UnknownId)


@fast.get("", response_model=CyclePage, responses=KNOWN | problems(InvalidCursor))
async def list_cycles(
    request: Request, caller: CallerDep, wanted: Annotated[CycleFilter, Query()]
) -> Response:
    """List the cycles of your organization, newest first."""
    cursors = pager(request, wanted)
    return page(
        request, *await queries.CYCLES.page(reads(request), caller, cursors, wanted.filters)
    )


@router.post(
    "",
    status_code=201,
    response_model=CyclePublic,
    responses=problems(RoleTooLow, *PLACED, GenerateUnfit, *RETRIED),
)
async def create_cycle(
    session: SessionDep, actor: ActorDep, caller: CallerDep, new: CycleCreate, attempt: AttemptDep
) -> Response:
    """Plan a cycle, inside a longer one or on its own; managers and above.

    The answer is the cycle itself; what was generated inside it is listed by `parent_id`.
    """
    cycle = await commands.create_cycle(session, actor, new)
    written = await queries.written_cycle(session, caller, cycle.id)
    return attempt.created(written, f"/cycles/{cycle.id}")


@fast.get("/{cycle_id}", response_model=CyclePublic, responses=KNOWN)
async def get_cycle(request: Request, caller: CallerDep, cycle_id: UUID) -> Response:
    """Read a cycle."""
    return answer(request, await queries.CYCLE.one(reads(request), caller, cycle_id=cycle_id))


@router.patch(
    "/{cycle_id}",
    response_model=CyclePublic,
    responses=problems(RoleTooLow, *PLACED, InUse, PreconditionFailed, PreconditionRequired),
)
async def update_cycle(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    cycle: MatchedCycleDep,
    change: CycleUpdate,
) -> Response:
    """Change a cycle's name, days, parent or cadence; what is inside has to stay inside."""
    await commands.update_cycle(session, actor, cycle, change)
    return answer(request, await queries.written_cycle(session, caller, cycle.id))


@router.delete(
    "/{cycle_id}",
    status_code=204,
    responses=problems(RoleTooLow, CycleClosed, InUse, PreconditionFailed, PreconditionRequired),
)
async def delete_cycle(session: SessionDep, actor: ActorDep, cycle: MatchedCycleDep) -> None:
    """Delete a cycle that has no objective in any state and no cycle inside."""
    await commands.delete_cycle(session, actor, cycle)
