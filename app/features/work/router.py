"""What waits for the caller, over HTTP."""

from fastapi import APIRouter, Request, Response

from app.features.work.dependencies import WorkDep
from app.features.work.schemas import WorkPublic
from app.http.documents import KNOWN, answer
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/me/work", tags=["work"], route_class=UnitRoute)


@router.get("", response_model=WorkPublic, responses=KNOWN)
async def get_work(request: Request, work: WorkDep) -> Response:
    """Read what waits for you: goals, check-ins, decisions, proposals and initiatives."""
    return answer(request, work)
