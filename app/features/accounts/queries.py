"""Reading accounts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Account as Caller
from app.domain.errors import NotFound
from app.domain.membership import InvitationInvalid
from app.features.organizations.queries import entered_by
from app.features.sessions.queries import account_by_id
from app.tables import Account, Member


async def memberships_of(session: AsyncSession, me: Caller) -> list[dict[str, Any]]:
    """Return where somebody is a member, as far as their credential reaches."""
    o, m = sql.organization, sql.member
    mine = select(o.id, o.slug, o.name, m.id, m.role).join(m, m.org_id == o.id)
    found = await sql.rows(session, mine.where(entered_by(me)).order_by(o.id))
    return [
        {"org": {"id": id, "slug": slug, "name": name}, "member_id": member_id, "role": role}
        for id, slug, name, member_id, role in found
    ]


async def myself(session: AsyncSession, me: Caller) -> tuple[dict[str, Any], int]:
    """Return the account of somebody with its memberships, and its version."""
    account = await account_by_id(session, me.id)
    return account.model_dump() | {
        "memberships": await memberships_of(session, me)
    }, account.version


async def is_invited(session: AsyncSession, hash: bytes, at: datetime) -> bool:
    """Whether an invitation is good, as far as can be seen from outside."""
    i = sql.invitation
    return bool(await sql.rows(session, select(i.hash).where(i.hash == hash, i.expires_at > at)))


async def invited(session: AsyncSession, hash: bytes, at: datetime) -> Member:
    """Enter by an invitation, as the only one who writes there, and return its member."""
    come_in = func.come_in(hash, at).table_valued("org_id", "member_id")
    found = await sql.rows(session, select(come_in.c.org_id, come_in.c.member_id))
    if not found:
        raise InvitationInvalid("/token")
    return await member_in(session, *found[0])


async def member_in(session: AsyncSession, org_id: UUID, member_id: UUID) -> Member:
    """Return the member that an invitation is for."""
    theirs = rows(Member).where(sql.member.org_id == org_id, sql.member.id == member_id)
    member = (await session.exec(theirs)).first()
    if member is None:
        raise NotFound
    return member


async def account_of(session: AsyncSession, member: Member) -> Account | None:
    """Return the account that has the e-mail of a member."""
    mine = rows(Account).where(sql.account.email == member.email)
    return (await session.exec(mine)).first()


async def locale_of(session: AsyncSession, org_id: UUID) -> str:
    """Return the language of an organization."""
    o = sql.organization
    [(locale,)] = await sql.rows(session, select(o.locale).where(o.id == org_id))
    return str(locale)
