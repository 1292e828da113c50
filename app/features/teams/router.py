"""Teams over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import InUse, UnknownId
from app.domain.ownership import OwnerUnfit
from app.domain.reach import RoleTooLow
from app.domain.team import MemberLeft, SuccessorUnfit, TeamLoop
from app.features.members.dependencies import MemberDep
from app.features.members.queries import written_member
from app.features.members.schemas import MemberPage, MemberPublic, OfTeamFilter
from app.features.teams import commands, queries
from app.features.teams.dependencies import MatchedTeamDep, TeamDep
from app.features.teams.schemas import (
    TeamCreate,
    TeamDeletion,
    TeamFilter,
    TeamMemberCreate,
    TeamPage,
    TeamPublic,
    TeamUpdate,
)
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, answer, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import Declared, problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/teams", tags=["teams"], route_class=UnitRoute)
fast = APIRouter(prefix="/teams", tags=["teams"], route_class=FastRoute)

ALREADY: Declared = {200: {"model": MemberPublic, "description": "They are in it already."}}
PLACED = (OwnerUnfit, UnknownId, TeamLoop)


@fast.get("", response_model=TeamPage, responses=KNOWN | problems(InvalidCursor))
async def list_teams(
    request: Request, caller: CallerDep, wanted: Annotated[TeamFilter, Query()]
) -> Response:
    """List the teams of your organization, newest first."""
    cursors = pager(request, wanted)
    return page(request, *await queries.TEAMS.page(reads(request), caller, cursors, wanted.filters))


@router.post(
    "",
    status_code=201,
    response_model=TeamPublic,
    responses=problems(RoleTooLow, OwnerUnfit, UnknownId, *RETRIED),
)
async def create_team(
    session: SessionDep, actor: ActorDep, caller: CallerDep, new: TeamCreate, attempt: AttemptDep
) -> Response:
    """Make a team, below another or on its own; admins and owners."""
    team = await commands.create_team(session, actor, new)
    written = await queries.written_team(session, caller, team.id)
    return attempt.created(written, f"/teams/{team.id}")


@fast.get("/{team_id}", response_model=TeamPublic, responses=KNOWN)
async def get_team(request: Request, caller: CallerDep, team_id: UUID) -> Response:
    """Read a team."""
    return answer(request, await queries.TEAM.one(reads(request), caller, team_id=team_id))


@router.patch(
    "/{team_id}",
    response_model=TeamPublic,
    responses=problems(RoleTooLow, PreconditionFailed, PreconditionRequired, *PLACED),
)
async def update_team(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    team: MatchedTeamDep,
    change: TeamUpdate,
) -> Response:
    """Change a team's name, parent or lead; admins and owners. No team gets below itself."""
    await commands.update_team(session, actor, team, change)
    return answer(request, await queries.written_team(session, caller, team.id))


@router.delete(
    "/{team_id}",
    status_code=204,
    responses=problems(
        RoleTooLow, InUse, SuccessorUnfit, UnknownId, PreconditionFailed, PreconditionRequired
    ),
)
async def delete_team(
    session: SessionDep,
    actor: ActorDep,
    team: MatchedTeamDep,
    wanted: Annotated[TeamDeletion, Query()],
) -> None:
    """Delete a team that owns nothing and has none below, or leave all that to another team."""
    await commands.delete_team(session, actor, team, wanted.move_to)


@fast.get(
    "/{team_id}/members", response_model=MemberPage, responses=KNOWN | problems(InvalidCursor)
)
async def list_team_members(
    request: Request, caller: CallerDep, team_id: UUID, wanted: Annotated[OfTeamFilter, Query()]
) -> Response:
    """List who is in a team, who came to the organization last first. Its lead may not be in it."""
    cursors = pager(request, wanted)
    found = queries.members_of(reads(request), caller, cursors, team_id, wanted.filters)
    return page(request, *await found)


@router.post(
    "/{team_id}/members",
    status_code=201,
    response_model=MemberPublic,
    responses=ALREADY | problems(RoleTooLow, MemberLeft, UnknownId, *RETRIED),
)
async def add_team_member(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    team: TeamDep,
    new: TeamMemberCreate,
    attempt: AttemptDep,
) -> Response:
    """Let a member into a team; admins and owners. Whoever is in it already stays in it."""
    member, is_new = await commands.add_team_member(session, actor, team, new.member_id)
    written = await written_member(session, caller, member.id)
    return attempt.answer(written, 201 if is_new else 200)


@router.delete("/{team_id}/members/{member_id}", status_code=204, responses=problems(RoleTooLow))
async def remove_team_member(
    session: SessionDep, actor: ActorDep, team: TeamDep, member: MemberDep
) -> None:
    """Take a member out of a team; admins and owners."""
    await commands.remove_team_member(session, actor, team, member)
