"""Beginning, renewing and ending sessions."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.account import IDLE_LIFE, SESSION_LIFE, is_lost_answer, refresh_until
from app.domain.secrets import digest
from app.features.sessions import queries
from app.tables import Account, PersonalToken, RefreshToken, Session


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session, and the secret that renews it: it is stored nowhere."""

    account_id: UUID
    session_id: UUID
    refresh_token: str
    at: datetime


async def sign_in(
    session: AsyncSession, account: Account, at: datetime, rehashed: str | None
) -> SignedIn | None:
    """Begin a session for a password that was verified; none where it was changed meanwhile.

    A change of the password waits for this, and then ends this session too.
    """
    if not await queries.has_still(session, account):
        return None
    signed_in = await begin_session(session, account.id, at)
    if rehashed is not None:
        await keep_hash(session, account, rehashed)
    return signed_in


async def begin_session(session: AsyncSession, account_id: UUID, at: datetime) -> SignedIn:
    """Begin a session of an account, and forget those that are long over."""
    s = sql.session
    over = or_(s.expires_at <= at, s.ended_at <= at - IDLE_LIFE)
    await session.exec(delete(Session).where(s.account_id == account_id, over))
    begun = Session(account_id=account_id, created_at=at, expires_at=at + SESSION_LIFE)
    session.add(begun)
    await session.flush()
    return await renewable(session, begun, at)


async def renewable(session: AsyncSession, begun: Session, at: datetime) -> SignedIn:
    """Give a session what renews it once."""
    secret = token_urlsafe(32)
    until = refresh_until(at, begun.expires_at)
    token = RefreshToken(hash=digest(secret), session_id=begun.id, created_at=at, expires_at=until)
    session.add(token)
    await session.flush()
    return SignedIn(begun.account_id, begun.id, secret, at)


async def renew_session(session: AsyncSession, secret: str, at: datetime) -> SignedIn | None:
    """Renew a session by a refresh token; none where it opens nothing.

    Who of several uses it first is decided by the row. Coming again at once it was a lost answer,
    and coming late it has been stolen: then the session ends, and that is kept.
    """
    mine = (session, digest(secret))
    session_id = await use(*mine, at) or await used_just_now(*mine, at)
    living = session_id and await queries.living_session(session, session_id, at)
    return await renewable(session, living, at) if living else None


async def use(session: AsyncSession, hash: bytes, at: datetime) -> UUID | None:
    """Use a refresh token up, and return its session."""
    token = sql.refresh_token
    unused = (token.hash == hash, token.used_at.is_(None), token.expires_at > at)
    used = update(RefreshToken).where(*unused).values(used_at=at).returning(token.session_id)
    found = await sql.rows(session, used)
    return found[0][0] if found else None


async def used_just_now(session: AsyncSession, hash: bytes, at: datetime) -> UUID | None:
    """Return the session of a token that was used a moment ago; later, end that session."""
    token = await queries.refresh_token_by(session, hash)
    if token is None or token.used_at is None:
        return None
    if is_lost_answer(token.used_at, at):
        return token.session_id
    await end_sessions(session, sql.session.id == token.session_id, at)
    return None


async def end_sessions(session: AsyncSession, which: Any, at: datetime) -> None:
    """End sessions: what came of them opens nothing from the next request on."""
    living = update(Session).where(which, sql.session.ended_at.is_(None))
    await session.exec(living.values(ended_at=at))


async def end_by_refresh_token(session: AsyncSession, secret: str, at: datetime) -> None:
    """End the session that a refresh token renews."""
    token = await queries.refresh_token_by(session, digest(secret))
    if token is not None:
        await end_sessions(session, sql.session.id == token.session_id, at)


async def end_session(session: AsyncSession, session_id: UUID, at: datetime) -> None:
    """End the session that an access token names."""
    await end_sessions(session, sql.session.id == session_id, at)


async def drop_personal_token(session: AsyncSession, secret: str) -> None:
    """Revoke a personal token by whoever has it."""
    held = sql.personal_token.hash == digest(secret)
    await session.exec(delete(PersonalToken).where(held))


async def keep_hash(session: AsyncSession, account: Account, password_hash: str) -> bool:
    """Store another hash of a password, unless somebody was faster; say whether it was done."""
    a = sql.account
    same = (a.id == account.id, a.password_hash == account.password_hash)
    stored = update(Account).where(*same).values(password_hash=password_hash).returning(a.id)
    return bool(await sql.rows(session, stored))
