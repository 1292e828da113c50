"""A hand-over over HTTP."""

from fastapi import APIRouter, Response

from app.domain.conflicts import UnknownId
from app.domain.hand_over import HandedToSelf
from app.domain.ownership import OwnerUnfit
from app.domain.reach import RoleTooLow
from app.features.hand_over import commands
from app.features.hand_over.schemas import HandOver, HandOverPublic
from app.features.members.dependencies import MemberDep
from app.http.dependencies import ActorDep, SessionDep
from app.http.documents import document
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/members", tags=["members"], route_class=UnitRoute)


@router.post(
    "/{member_id}/hand-over",
    status_code=200,
    response_model=HandOverPublic,
    responses=problems(RoleTooLow, OwnerUnfit, HandedToSelf, UnknownId, *RETRIED),
)
async def hand_over(
    session: SessionDep, actor: ActorDep, member: MemberDep, wanted: HandOver, attempt: AttemptDep
) -> Response:
    """Give all that a member owns or leads, and that is still open, to another; admins and owners.

    What is agreed is proposed anew, unless it comes to you. Closed cycles keep their owners.
    """
    given = await commands.hand_over(session, actor, member, wanted)
    return attempt.answer(document(HandOverPublic, given), 200)
