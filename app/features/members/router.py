"""Members over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import IllegalTransition, UnknownId
from app.domain.membership import LastOwner, MemberExists
from app.domain.reach import RoleTooLow
from app.features.members import commands, queries
from app.features.members.dependencies import MatchedMemberDep, MemberDep, invited
from app.features.members.schemas import (
    MemberCreate,
    MemberFilter,
    MemberInvitedPublic,
    MemberPage,
    MemberPublic,
    MemberTransition,
    MemberUpdate,
)
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, answer, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, SECRET, AttemptDep
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/members", tags=["members"], route_class=UnitRoute)
fast = APIRouter(prefix="/members", tags=["members"], route_class=FastRoute)


@fast.get("", response_model=MemberPage, responses=KNOWN | problems(InvalidCursor))
async def list_members(
    request: Request, caller: CallerDep, wanted: Annotated[MemberFilter, Query()]
) -> Response:
    """List the members of your organization, newest first."""
    cursors = pager(request, wanted)
    return page(
        request, *await queries.MEMBERS.page(reads(request), caller, cursors, wanted.filters)
    )


@router.post(
    "",
    status_code=201,
    response_model=MemberInvitedPublic,
    responses=problems(RoleTooLow, MemberExists, UnknownId, *SECRET),
)
async def create_member(
    session: SessionDep, actor: ActorDep, caller: CallerDep, new: MemberCreate, attempt: AttemptDep
) -> Response:
    """Invite somebody; admins and owners. The invitation is shown once, for you to hand over."""
    made = await commands.create_member(session, actor, new)
    return attempt.answer_once(await invited(session, caller, made), f"/members/{made[0].id}")


@fast.get("/{member_id}", response_model=MemberPublic, responses=KNOWN)
async def get_member(request: Request, caller: CallerDep, member_id: UUID) -> Response:
    """Read a member."""
    return answer(request, await queries.MEMBER.one(reads(request), caller, member_id=member_id))


@router.patch(
    "/{member_id}",
    response_model=MemberPublic,
    responses=problems(RoleTooLow, LastOwner, PreconditionFailed, PreconditionRequired),
)
async def update_member(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    member: MatchedMemberDep,
    change: MemberUpdate,
) -> Response:
    """Change a member's name or role; admins and owners, and only owners make or unmake owners."""
    await commands.update_member(session, actor, member, change)
    return answer(request, await queries.written_member(session, caller, member.id))


@router.delete(
    "/{member_id}",
    status_code=204,
    responses=problems(
        RoleTooLow, LastOwner, IllegalTransition, PreconditionFailed, PreconditionRequired
    ),
)
async def delete_member(session: SessionDep, actor: ActorDep, member: MatchedMemberDep) -> None:
    """Deactivate a member; what they own stays."""
    await commands.deactivate_member(session, actor, member)


@router.post(
    "/{member_id}/transitions",
    status_code=200,
    response_model=MemberPublic,
    responses=problems(RoleTooLow, LastOwner, IllegalTransition, *RETRIED),
)
async def move_member(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    member: MemberDep,
    transition: MemberTransition,
    attempt: AttemptDep,
) -> Response:
    """Deactivate a member, or let one come back."""
    await commands.move_member(session, actor, member, transition)
    return attempt.answer(await queries.written_member(session, caller, member.id), 200)


@router.post(
    "/{member_id}/invitation",
    status_code=201,
    response_model=MemberInvitedPublic,
    responses=problems(RoleTooLow, IllegalTransition, *SECRET),
)
async def invite_member(
    session: SessionDep, actor: ActorDep, caller: CallerDep, member: MemberDep, attempt: AttemptDep
) -> Response:
    """Invite somebody again who has not come in yet; the invitation before is void."""
    made = await commands.invite_again(session, actor, member)
    return attempt.answer_once(await invited(session, caller, made))
