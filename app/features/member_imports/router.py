"""Member imports over HTTP."""

from fastapi import APIRouter, Response

from app.domain.member_import import (
    LeadUnknown,
    RowRepeated,
    TeamAmbiguous,
    TeamDiffers,
    TeamsInRing,
    TooManyTeams,
)
from app.domain.membership import MemberExists
from app.domain.ownership import OwnerUnfit
from app.domain.reach import RoleTooLow
from app.features.member_imports import commands
from app.features.member_imports.schemas import MemberImport, MemberImportPublic
from app.http.dependencies import ActorDep, SessionDep
from app.http.documents import document
from app.http.idempotency import SECRET, AttemptDep
from app.http.problems import problems
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/member-imports", tags=["members"], route_class=UnitRoute)

ROWS = (RowRepeated, MemberExists, TeamAmbiguous, TeamDiffers, LeadUnknown, TeamsInRing)


@router.post(
    "",
    status_code=201,
    response_model=MemberImportPublic,
    responses=problems(RoleTooLow, TooManyTeams, *SECRET, rows=(*ROWS, OwnerUnfit)),
)
async def import_members(
    session: SessionDep, actor: ActorDep, new: MemberImport, attempt: AttemptDep
) -> Response:
    """Invite up to 1,000 members with their teams, all or none; admins, and owners for owners.

    A team that is named and not there is made. What is wrong is told row by row, at most 20 times.
    The invitations are shown once, for you to hand over.
    """
    made = await commands.import_members(session, actor, new)
    return attempt.answer_once(document(MemberImportPublic, made))
