"""Finding accounts and sessions. They are of no tenant: reached by address, id or hash only."""

from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select as columns
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.errors import NotFound
from app.tables import Account, RefreshToken, Session
from app.tables.addresses import Email

EMAIL = TypeAdapter[str](Email)


async def account_by_id(session: AsyncSession, account_id: UUID) -> Account:
    """Return an account, or raise NotFound."""
    account = (await session.exec(select(Account).where(sql.account.id == account_id))).first()
    if account is None:
        raise NotFound
    return account


async def held_account(session: AsyncSession, account_id: UUID) -> Account:
    """Return an account that is about to change: nobody else changes it until the commit."""
    mine = select(Account).where(sql.account.id == account_id).with_for_update()
    return (await session.exec(mine)).one()


async def account_by_email(session: AsyncSession, written: str) -> Account | None:
    """Return the account with an e-mail address, however it is written; what is none has none."""
    try:
        email = EMAIL.validate_python(written)
    except ValidationError:
        return None
    return (await session.exec(select(Account).where(sql.account.email == email))).first()


async def has_still(session: AsyncSession, account: Account) -> bool:
    """Whether an account has the password that was read; it is kept so until the commit."""
    a = sql.account
    same = (a.id == account.id, a.password_hash == account.password_hash)
    return bool(await sql.rows(session, columns(a.id).where(*same).with_for_update(read=True)))


async def living_session(session: AsyncSession, session_id: UUID, at: datetime) -> Session | None:
    """Return a session that still opens something."""
    s = sql.session
    mine = select(Session).where(s.id == session_id, s.ended_at.is_(None), s.expires_at > at)
    return (await session.exec(mine)).first()


async def refresh_token_by(session: AsyncSession, hash: bytes) -> RefreshToken | None:
    """Return a refresh token, used or not."""
    return (await session.exec(select(RefreshToken).where(sql.refresh_token.hash == hash))).first()
