"""The status of a cycle over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.features.status.queries import STATUS
from app.features.status.schemas import CycleStatusPublic, StatusFilter
from app.http.dependencies import CallerDep, reads
from app.http.documents import KNOWN, answer
from app.http.fast_route import FastRoute

fast = APIRouter(prefix="/cycles", tags=["cycles"], route_class=FastRoute)


@fast.get("/{cycle_id}/status", response_model=CycleStatusPublic, responses=KNOWN)
async def get_cycle_status(
    request: Request,
    caller: CallerDep,
    wanted: Annotated[StatusFilter, Query()],
    cycle_id: UUID,
) -> Response:
    """See how a cycle stands: counts, progress, who is silent, and who has nothing yet.

    It speaks of the cycle itself; with `nested`, of the cycles inside it too. Counted is what you
    may see, in a closed cycle by the figures that it keeps.
    """
    read = STATUS[wanted.nested]
    return answer(request, await read.one(reads(request), caller, cycle_id=cycle_id))
