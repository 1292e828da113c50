"""Reading members."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, func, select
from sqlalchemy.orm import aliased
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.document import Document
from app.db.fast import FastList, FastRead, any_of, within
from app.db.json import JSON, instant, json_array, json_object
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.errors import NotFound
from app.features.finding.queries import by_name, name_orders
from app.tables import Member

NAMES = ("id", "org_id", "name", "email", "role", "state")


def teams_of(m: Any) -> JSON:
    """Return the teams that somebody is in, with their names."""
    tm, t = aliased(sql.team_member), aliased(sql.team)
    shown = select(json_array(json_object({"id": t.id, "name": t.name}), t.id)).select_from(tm)
    joined = shown.join(t, and_(t.org_id == tm.org_id, t.id == tm.team_id))
    return joined.where(tm.org_id == m.org_id, tm.member_id == m.id).scalar_subquery()


def shown(m: Any) -> Any:
    """Select members in their public form."""
    fields = {name: getattr(m, name) for name in NAMES} | {
        "teams": teams_of(m),
        "created_at": instant(m.created_at),
        "updated_at": instant(m.updated_at),
        "version": m.version,
    }
    return select(json_object(fields)).select_from(m)


def in_team() -> Any:
    """Say who is in one of some teams."""
    tm = sql.team_member
    inside = select(tm.member_id).where(tm.org_id == sql.member.org_id)
    return sql.member.id.in_(inside.where(any_of(tm.team_id, "team_id", Uuid())))


VISIBLE = sql.member.org_id == ME.c.org_id
MEMBER = FastRead(
    shown(sql.member)
    .add_columns(sql.member.version)
    .where(VISIBLE, sql.member.id == bindparam("member_id", type_=Uuid()))
)
FILTERS = {
    "role": any_of(sql.member.role, "role"),
    "state": any_of(sql.member.state, "state"),
    **by_name(sql.member, sql.member.email),
}
SORTS = name_orders(sql.member)
MEMBERS = FastList(
    sql.member,
    shown,
    visible=[VISIBLE],
    filters=FILTERS | {"team_id": in_team()},
    sorts=SORTS,
)


async def written_member(session: AsyncSession, caller: Caller, member_id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await MEMBER.one(await within(session), caller, member_id=member_id)


async def member_by_id(session: AsyncSession, actor: Actor, member_id: UUID) -> Member:
    """Return one member, or raise NotFound."""
    ours = rows(Member).where(sql.member.org_id == actor.org_id, sql.member.id == member_id)
    member = (await session.exec(ours)).one_or_none()
    if member is None:
        raise NotFound
    return member


async def member_by_email(session: AsyncSession, actor: Actor, email: str) -> Member | None:
    """Return the member with an e-mail address."""
    ours = rows(Member).where(sql.member.org_id == actor.org_id, sql.member.email == email)
    return (await session.exec(ours)).one_or_none()


async def owners_beside(session: AsyncSession, actor: Actor, member: Member) -> int:
    """Count the owners that an organization has beside a member."""
    m = sql.member
    owns = (m.org_id == actor.org_id, m.role == "owner", m.state == "active", m.id != member.id)
    [(count,)] = await sql.rows(session, select(func.count()).select_from(m).where(*owns))
    return int(count)


async def teams_joined(session: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return the teams that somebody is in, as they are shown."""
    [(teams,)] = await sql.rows(
        session,
        select(teams_of(sql.member)).where(
            sql.member.org_id == member.org_id, sql.member.id == member.id
        ),
    )
    found: list[dict[str, Any]] = teams
    return found
