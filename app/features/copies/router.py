"""Copies over HTTP."""

from fastapi import APIRouter, Response

from app.domain.conflicts import UnknownId
from app.domain.copies import SameCycle, TooManyCopies
from app.domain.cycle import CycleClosed
from app.domain.limits import LimitReached
from app.domain.reach import RoleTooLow
from app.features.copies import commands
from app.features.copies.schemas import CopiesCreate, CopiesPublic
from app.features.goals.dependencies import CycleDep
from app.http.dependencies import ActorDep, SessionDep
from app.http.documents import document
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/cycles", tags=["cycles"], route_class=UnitRoute)


@router.post(
    "/{cycle_id}/copies",
    status_code=201,
    response_model=CopiesPublic,
    responses=problems(
        RoleTooLow, CycleClosed, TooManyCopies, LimitReached, UnknownId, SameCycle, *RETRIED
    ),
)
async def copy_objectives(
    session: SessionDep, actor: ActorDep, cycle: CycleDep, new: CopiesCreate, attempt: AttemptDep
) -> Response:
    """Copy the objectives of another cycle into this one, as drafts of the same owners.

    Key results come without what has been reached, days move with the cycle, and accepted
    alignments between what is copied stay accepted. What has a copy here already is skipped.
    """
    made = await commands.copy_objectives(session, actor, cycle, new)
    return attempt.created(document(CopiesPublic, made), f"/objectives?cycle_id={cycle.id}")
