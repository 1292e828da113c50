"""Accounts over HTTP."""

from fastapi import APIRouter, Request, Response

from app.domain.account import (
    AccountExists,
    EmailTaken,
    PasswordRequired,
    RegistrationClosed,
    WrongPassword,
)
from app.domain.membership import InvitationInvalid
from app.domain.policies import UnknownTimezone
from app.domain.reach import ScopeTooLow
from app.domain.slug import SlugTaken
from app.features.accounts import commands
from app.features.accounts.dependencies import (
    AnybodyDep,
    InvitedHashDep,
    MeDep,
    MyVersionDep,
    NewHashDep,
    RegisteredHashDep,
    StrangerDep,
    VerifiedDep,
    entered,
    read_me,
)
from app.features.accounts.schemas import (
    AccountUpdate,
    InvitationAcceptance,
    MePublic,
    PasswordChange,
    Registration,
    SignedInPublic,
)
from app.features.organizations.dependencies import OpenDep
from app.http.dependencies import AccountDep, PersonDep, SessionDep
from app.http.documents import KNOWN, answer
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

auth = APIRouter(prefix="/auth", tags=["accounts"], route_class=UnitRoute)
router = APIRouter(prefix="/me", tags=["accounts"], route_class=UnitRoute)


@auth.post(
    "/register",
    status_code=201,
    response_model=SignedInPublic,
    responses=problems(RegistrationClosed, EmailTaken, SlugTaken, UnknownTimezone),
    openapi_extra={"security": []},
    dependencies=[OpenDep],
)
async def register(
    request: Request,
    session: SessionDep,
    caller: StrangerDep,
    new: Registration,
    password_hash: RegisteredHashDep,
) -> Response:
    """Make an account and the organization that it owns, and sign in; where strangers may."""
    found = await commands.register(session, caller, new, password_hash)
    return await entered(request, session, found, 201)


@auth.post(
    "/invitations",
    response_model=SignedInPublic,
    responses=problems(ScopeTooLow, AccountExists, EmailTaken, InvitationInvalid, PasswordRequired),
    openapi_extra={"security": [{}, {"token": []}]},
)
async def accept_invitation(
    request: Request,
    session: SessionDep,
    caller: AnybodyDep,
    acceptance: InvitationAcceptance,
    password_hash: InvitedHashDep,
) -> Response:
    """Come into an organization: with a password for a new account, or signed in to yours."""
    found = await commands.accept_invitation(session, caller, acceptance.token, password_hash)
    return await entered(request, session, found, 200)


@router.get("", response_model=MePublic, responses=KNOWN)
async def get_me(request: Request, me: MeDep) -> Response:
    """Read who you are, and where you are a member."""
    return answer(request, me)


@router.patch(
    "",
    response_model=MePublic,
    responses=problems(ScopeTooLow, PreconditionFailed, PreconditionRequired),
    dependencies=[MyVersionDep],
)
async def update_me(
    request: Request, session: SessionDep, account: AccountDep, change: AccountUpdate
) -> Response:
    """Change your name or your language."""
    await commands.update_me(session, account, change)
    return answer(request, await read_me(session, account))


@router.put("/password", status_code=204, responses=problems(ScopeTooLow, WrongPassword))
async def change_password(
    session: SessionDep,
    caller: PersonDep,
    account: VerifiedDep,
    change: PasswordChange,
    password_hash: NewHashDep,
) -> None:
    """Change your password; all of your other sessions end."""
    await commands.change_password(session, caller, account, password_hash)
