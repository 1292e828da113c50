"""Making accounts, and changing them."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql, tenant
from app.db.journal import record
from app.domain.account import (
    AccountExists,
    EmailTaken,
    PasswordRequired,
    WrongPassword,
    ensure_unbound,
)
from app.domain.actor import Account as Person
from app.domain.actor import Caller
from app.domain.membership import InvitationInvalid, MemberState
from app.domain.role import Scope
from app.domain.secrets import digest
from app.features.accounts import queries
from app.features.accounts.schemas import AccountUpdate, Registration
from app.features.organizations.commands import found_organization
from app.features.organizations.queries import organization_of
from app.features.sessions.commands import SignedIn, begin_session, end_sessions, keep_hash
from app.features.sessions.queries import account_by_id
from app.tables import Account, Invitation, Member, Organization

Entered = tuple[SignedIn, Organization, Member]


async def register(
    session: AsyncSession, caller: Caller, new: Registration, password_hash: str
) -> Entered:
    """Make an account, its organization and its first session: all of it, or nothing."""
    fields = {"email": new.email, "name": new.name, "locale": new.organization.locale}
    account = await make_account(session, caller, fields, password_hash)
    signed_in = await begin_session(session, account.id, caller.at)
    caller = replace(caller, account_id=account.id, session_id=signed_in.session_id)
    founded = await found_organization(session, caller, account, new.organization, "/organization")
    return signed_in, *founded


async def make_account(
    session: AsyncSession, caller: Caller, fields: dict[str, str], password_hash: str
) -> Account:
    """Make an account, or raise where the e-mail has one: of two at once the second is told."""
    born = {"password_hash": password_hash, "created_at": caller.at, "updated_at": caller.at}
    new = Account.model_validate(fields | born)
    row = insert(Account).values(**new.model_dump())
    free = row.on_conflict_do_nothing(index_elements=["email"]).returning(sql.account.id)
    if not await sql.rows(session, free):
        raise EmailTaken
    return (await session.exec(select(Account).where(sql.account.id == new.id))).one()


async def accept_invitation(
    session: AsyncSession, caller: Caller, token: str, password_hash: str | None
) -> Entered:
    """Come into an organization: with a new account, or signed in to the one that there is."""
    member = await queries.invited(session, digest(token), caller.at)
    if member.state is not MemberState.invited:
        raise InvitationInvalid("/token")
    account = await queries.account_of(session, member)
    if account is not None:
        await ensure_bearer(session, caller, account, password_hash)
    else:
        account = await invited_account(session, caller, member, password_hash)
    signed_in = await begin_session(session, account.id, caller.at)
    before = member.facts()
    await come_in(session, member, account, caller)
    inside = replace(
        caller,
        org=str(member.org_id),
        account_id=account.id,
        session_id=signed_in.session_id,
        token_hash=None,
    )
    actor = await tenant.enter(session, inside, writes=True)
    await record(session, actor, "member.joined", member, before)
    return signed_in, await organization_of(session, actor), member


async def ensure_bearer(
    session: AsyncSession, caller: Caller, account: Account, password_hash: str | None
) -> None:
    """Raise unless it is that very account that accepts, signed in and without a password."""
    if caller.account_id is None or password_hash is not None:
        raise AccountExists
    person = await tenant.authenticate(session, caller, writes=True)
    if person.id != account.id:
        raise AccountExists


async def invited_account(
    session: AsyncSession, caller: Caller, member: Member, password_hash: str | None
) -> Account:
    """Make the account of somebody who was invited, under the name that they were invited by."""
    if password_hash is None:
        raise PasswordRequired("/password")
    locale = await queries.locale_of(session, member.org_id)
    fields = {"email": member.email, "name": member.name, "locale": locale}
    return await make_account(session, caller, fields, password_hash)


async def come_in(session: AsyncSession, member: Member, account: Account, caller: Caller) -> None:
    """Make somebody an active member. The invitation has done its work."""
    member.state, member.account_id = MemberState.active, account.id
    member.edited(caller.at)
    i = sql.invitation
    mine = (i.org_id == member.org_id, i.member_id == member.id)
    await session.exec(delete(Invitation).where(*mine))
    await session.flush()


async def update_me(session: AsyncSession, person: Person, change: AccountUpdate) -> Account:
    """Change what somebody says of themselves."""
    ensure_unbound(person, Scope.write)
    account, fields = await account_by_id(session, person.id), change.model_dump()
    if any(getattr(account, name) != value for name, value in fields.items()):
        account.sqlmodel_update(fields)
        account.updated_at = person.at
        account.version += 1
        await session.flush()
    return account


async def change_password(
    session: AsyncSession, caller: Caller, account: Account, password_hash: str
) -> None:
    """Change a password, and end all sessions but the present one."""
    person = await tenant.authenticate(session, caller, writes=True)
    if not await keep_hash(session, account, password_hash):
        raise WrongPassword("/current")  # somebody changed it meanwhile
    await end_others(session, person.id, person.session_id, caller)


async def end_others(
    session: AsyncSession, account_id: UUID, kept: UUID | None, caller: Caller
) -> None:
    """End the sessions of an account, all but one."""
    s = sql.session
    await end_sessions(session, (s.account_id == account_id) & (s.id != kept), caller.at)
