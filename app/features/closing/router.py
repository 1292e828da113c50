"""Closing cycles over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import IllegalTransition
from app.domain.cycle import CycleClosed, CycleOpen, ForceUnfit, NoteRequired
from app.domain.reach import RoleTooLow
from app.features.closing import commands, queries
from app.features.closing.schemas import SnapshotFilter, SnapshotPage
from app.features.cycles.queries import written_cycle
from app.features.cycles.schemas import CyclePublic, CycleTransition
from app.features.goals.dependencies import CycleDep
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/cycles", tags=["cycles"], route_class=UnitRoute)
fast = APIRouter(prefix="/cycles", tags=["cycles"], route_class=FastRoute)


@router.post(
    "/{cycle_id}/transitions",
    status_code=200,
    response_model=CyclePublic,
    responses=problems(
        RoleTooLow, CycleClosed, IllegalTransition, CycleOpen, ForceUnfit, NoteRequired, *RETRIED
    ),
)
async def move_cycle(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    cycle: CycleDep,
    transition: CycleTransition,
    attempt: AttemptDep,
) -> Response:
    """Take a cycle to its next state; closing it keeps all figures of that day."""
    await commands.move_cycle(session, actor, cycle, transition)
    return attempt.answer(await written_cycle(session, caller, cycle.id), 200)


@fast.get(
    "/{cycle_id}/snapshot",
    response_model=SnapshotPage,
    responses=KNOWN | problems(InvalidCursor),
)
async def list_cycle_snapshot(
    request: Request,
    caller: CallerDep,
    wanted: Annotated[SnapshotFilter, Query()],
    cycle_id: UUID,
) -> Response:
    """List the objectives of a closed cycle as they were shown on the day of its closing.

    There are none before that day. You find what you may see today, oldest objective first.
    """
    cursors = pager(request, wanted)
    found = await queries.snapshot_of(reads(request), caller, cursors, cycle_id, wanted)
    return page(request, *found)
