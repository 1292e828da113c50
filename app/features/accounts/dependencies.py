"""What accounts need before they open a transaction to write: passwords verified and hashed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import tenant
from app.db.document import Document
from app.domain.account import WrongPassword
from app.domain.actor import Caller
from app.domain.membership import InvitationInvalid
from app.domain.reach import ScopeTooLow
from app.domain.secrets import digest
from app.features.accounts import queries
from app.features.accounts.commands import Entered
from app.features.accounts.schemas import (
    InvitationAcceptance,
    MePublic,
    PasswordChange,
    Registration,
    SignedInPublic,
)
from app.features.members.queries import teams_joined
from app.features.sessions.dependencies import tokens_of, verified
from app.features.sessions.queries import account_by_id, held_account
from app.http.dependencies import AccountDep, PersonDep, SessionDep, read_caller
from app.http.documents import document
from app.http.oauth import NO_STORE
from app.http.passwords import Passwords
from app.http.preconditions import IfMatch, ensure_match
from app.http.request_id import request_id_of
from app.tables import Account
from app.tables.base import now


@asynccontextmanager
async def short_read(request: Request) -> AsyncIterator[AsyncSession]:
    """Open a transaction that is over before a password is hashed."""
    async with request.app.state.database.readers.begin() as session:
        yield session


async def stranger(request: Request) -> Caller:
    """Return nobody yet, whatever credential comes along."""
    return Caller(now(), request_id_of(request.scope))


async def anybody(request: Request) -> Caller:
    """Return who asks: somebody signed in, or nobody yet."""
    return read_caller(request) if "authorization" in request.headers else await stranger(request)


async def hash_registered(request: Request, new: Registration) -> str:
    """Return the hash of the password of a new account."""
    passwords: Passwords = request.app.state.passwords
    return await passwords.hash(new.password)


async def hash_invited(
    request: Request, caller: Annotated[Caller, Depends(anybody)], acceptance: InvitationAcceptance
) -> str | None:
    """Return the hash of the password that comes with an invitation, if there is one."""
    async with short_read(request) as session:
        if not await queries.is_invited(session, digest(acceptance.token), caller.at):
            raise InvitationInvalid("/token")
    if caller.token_hash is not None:
        raise ScopeTooLow(least="password")  # the answer is a session: a token makes none
    passwords: Passwords = request.app.state.passwords
    return await passwords.hash(acceptance.password) if acceptance.password else None


async def verify_current(request: Request, caller: PersonDep, change: PasswordChange) -> Account:
    """Return the account whose password is about to change, or raise where it is another."""
    async with short_read(request) as session:
        person = await tenant.authenticate(session, caller, writes=True)
        account = await account_by_id(session, person.id)
    if person.session_id is None:
        raise ScopeTooLow(least="password")
    known = await verified(request, account.email, change.current)
    if known is None:
        raise WrongPassword("/current")
    return known


async def hash_new(
    request: Request, _: Annotated[Account, Depends(verify_current)], change: PasswordChange
) -> str:
    """Return the hash of the password to come, once the present one is known."""
    passwords: Passwords = request.app.state.passwords
    return await passwords.hash(change.new)


async def read_me(session: SessionDep, account: AccountDep) -> Document:
    """Return the caller in their public form."""
    return document(MePublic, *await queries.myself(session, account))


async def ensure_my_version(
    session: SessionDep, account: AccountDep, if_match: IfMatch = None
) -> None:
    """Raise where somebody changed their account since they read it."""
    mine = await held_account(session, account.id)
    await ensure_match(if_match, mine.version, read_me(session, account))


async def entered(request: Request, session: AsyncSession, found: Entered, status: int) -> Response:
    """Answer with what signs somebody in, and where they are."""
    signed_in, organization, member = found
    place = {
        "organization": organization.model_dump() | {"policies": organization.policies},
        "member": member.model_dump() | {"teams": await teams_joined(session, member)},
    }
    said: dict[str, Any] = tokens_of(request, signed_in) | place
    body = SignedInPublic.model_validate(said).model_dump_json(by_alias=True)
    return Response(body, status, NO_STORE, "application/json")


StrangerDep = Annotated[Caller, Depends(stranger)]
AnybodyDep = Annotated[Caller, Depends(anybody)]
RegisteredHashDep = Annotated[str, Depends(hash_registered)]
InvitedHashDep = Annotated[str | None, Depends(hash_invited)]
VerifiedDep = Annotated[Account, Depends(verify_current)]
NewHashDep = Annotated[str, Depends(hash_new)]
MeDep = Annotated[Document, Depends(read_me)]
MyVersionDep = Depends(ensure_my_version)
