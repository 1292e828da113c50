"""Whose things are, who can own them, and how both are shown."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, case, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.fast import any_of
from app.db.json import JSON, constant, json_object
from app.domain.actor import Actor
from app.domain.conflicts import UnknownId
from app.domain.membership import may_own
from app.domain.ownership import Owner, OwnerKind, OwnerUnfit
from app.tables import Member, Team


def named(table: Any, org_id: Any, id: Any, **more: Any) -> JSON:
    """Return the id and the name of what a column refers to; null where it names nothing."""
    row = aliased(table)
    shown = json_object({**more, "id": row.id, "name": row.name})
    return columns(shown).where(row.org_id == org_id, row.id == id).scalar_subquery()


def person(org_id: Any, member_id: Any, **more: Any) -> JSON:
    """Return who somebody is: id and name; null where nobody is named."""
    return named(sql.member, org_id, member_id, **more)


def member_owner(row: Any) -> JSON:
    """Return the member who owns something, or null."""
    return person(row.org_id, row.owner_member_id, kind=constant(OwnerKind.member))


def owner_of(o: Any) -> JSON:
    """Return whose an objective is: a member's, a team's, or else the organization's."""
    org, team = aliased(sql.organization), constant(OwnerKind.team)
    ours = {"kind": constant(OwnerKind.organization), "id": org.id, "name": org.name}
    return case(
        (o.owner_member_id.is_not(None), member_owner(o)),
        (o.owner_team_id.is_not(None), named(sql.team, o.org_id, o.owner_team_id, kind=team)),
        else_=columns(json_object(ours)).where(org.id == o.org_id).scalar_subquery(),
    )


def held_by(owner: Owner, row: Any) -> Any:
    """Say what belongs to an owner: to the organization, what is nobody else's."""
    return and_(row.owner_member_id == owner.member_id, row.owner_team_id == owner.team_id)


def held_alike(row: Any, other: Any) -> Any:
    """Say which rows have the owner that another row has.

    Each case by itself, for no index answers IS NOT DISTINCT FROM.
    """
    ours = [each.owner_member_id.is_(None) & each.owner_team_id.is_(None) for each in (row, other)]
    return or_(
        row.owner_member_id == other.owner_member_id,
        row.owner_team_id == other.owner_team_id,
        and_(*ours),
    )


def owned(o: Any, name: str = "owner_id") -> Any:
    """Say which objectives belong to one of some owners: of nobody, to the organization."""
    ours = and_(o.owner_member_id.is_(None), o.owner_team_id.is_(None))
    return or_(
        any_of(o.owner_member_id, name, Uuid()),
        any_of(o.owner_team_id, name, Uuid()),
        and_(ours, any_of(o.org_id, name, Uuid())),
    )


MEMBER = select(Member).where(
    sql.member.org_id == bindparam("org_id", type_=Uuid()),
    sql.member.id == bindparam("id", type_=Uuid()),
)


async def member_who_can_own(
    session: AsyncSession, actor: Actor, member_id: UUID, pointer: str
) -> Member:
    """Return a member, or raise where there is none, or one who has left or only looks on."""
    ours = {"org_id": actor.org_id, "id": member_id}
    member: Member | None = (await session.exec(MEMBER, params=ours)).one_or_none()
    if member is None:
        raise UnknownId(pointer)
    if not may_own(member.role, member.state):
        raise OwnerUnfit(pointer)
    return member


async def ensure_can_own(
    session: AsyncSession, actor: Actor, owner: Owner, pointer: str = "/owner/id"
) -> None:
    """Raise where an owner is not there, or is somebody who has left or only looks on."""
    if owner.member_id is not None:
        await member_who_can_own(session, actor, owner.member_id, pointer)
    if owner.team_id is not None and await team(session, actor, owner.team_id) is None:
        raise UnknownId(pointer)


async def team(session: AsyncSession, actor: Actor, team_id: UUID) -> Team | None:
    """Return a team, if there is such a one."""
    found: Team | None = await session.get(Team, (actor.org_id, team_id))
    return found


async def heir(session: AsyncSession, actor: Actor, owner: Owner) -> UUID | None:
    """Return who owns a new key result by default: the objective's member, if they still can."""
    if owner.member_id is None:
        return None
    try:
        return (await member_who_can_own(session, actor, owner.member_id, "")).id
    except OwnerUnfit:
        return None
