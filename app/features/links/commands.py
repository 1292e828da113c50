"""Making links and ending them. The session of a link serves nothing else, and ends with it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.journal import record
from app.domain.actor import Actor
from app.domain.conflicts import UnknownId
from app.domain.link import ensure_sees_as_much
from app.domain.page import Opened, ensure_query, page_at
from app.features.links import queries
from app.features.links.schemas import PageLinkCreate
from app.tables import Link, Session


async def create_link(session: AsyncSession, actor: Actor, new: PageLinkCreate) -> Link:
    """Let whoever has the link see a page as its maker sees it. Nobody signs in by its session."""
    ensure_sees_as_much(actor.role, await queries.own_role(session, actor))
    opened = page_at(new.path, await queries.homes_of(session, actor))
    query = new.query.model_dump()
    ensure_query(opened.page, query)
    await ensure_there(session, actor, opened, query)
    await forget_those_over(session, actor)
    until = actor.at + timedelta(seconds=new.expires_in)
    opening = Session(account_id=actor.account_id, created_at=actor.at, expires_at=until)
    session.add(opening)
    await session.flush()
    link = Link(
        org_id=actor.org_id,
        created_at=actor.at,
        member_id=actor.member_id,
        session_id=opening.id,
        path=opened.path,
        query=new.query.model_dump(mode="json"),
        expires_at=until,
    )
    session.add(link)
    await record(session, actor, "link.created", link)
    return link


async def ensure_there(
    session: AsyncSession, actor: Actor, opened: Opened, query: dict[str, Any]
) -> None:
    """Raise where an address or a query names what is not there."""
    if await queries.missing(session, actor, opened.ids):
        raise UnknownId("/path")
    named = {name: query[name] for name in opened.page.needs}
    for name in await queries.missing(session, actor, named):
        raise UnknownId(f"/query/{name}")


async def forget_those_over(session: AsyncSession, actor: Actor) -> None:
    """Forget the links of the organization whose time is over."""
    link = sql.link
    over = (link.org_id == actor.org_id, link.expires_at <= actor.at)
    await session.exec(delete(Link).where(*over))


async def end_link(session: AsyncSession, actor: Actor, link: Link) -> None:
    """End a link: from the next request on it opens nothing."""
    await end_sessions(session, actor, sql.link.id == link.id)
    await record(session, actor, "link.deleted", link, link.facts(), gone=True)
    await session.delete(link)


async def end_links_of(session: AsyncSession, actor: Actor, member_id: UUID) -> None:
    """End the links of a member who leaves: they stay ended where the member comes back."""
    await end_sessions(session, actor, sql.link.member_id == member_id)


async def end_sessions(session: AsyncSession, actor: Actor, which: Any) -> None:
    """End the sessions that some links come in by."""
    theirs = select(sql.link.session_id).where(sql.link.org_id == actor.org_id, which)
    living = (sql.session.id.in_(theirs), sql.session.ended_at.is_(None))
    await session.exec(update(Session).where(*living).values(ended_at=actor.at))
