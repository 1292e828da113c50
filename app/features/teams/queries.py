"""Reading teams, and who is in them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document, is_empty
from app.db.fast import FastList, FastRead, Reads, any_of, within
from app.db.json import instant, json_object
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.errors import NotFound
from app.features.finding.queries import by_name, name_orders
from app.features.members import queries as members
from app.features.owners.queries import person
from app.tables import Objective, Team, TeamMember

MOST = 20
PLAIN = ("id", "org_id", "name", "parent_id", "lead_id")


def shown(t: Any) -> Any:
    """Select teams in their public form."""
    tm = aliased(sql.team_member)
    inside = select(func.count()).select_from(tm)
    fields = {name: getattr(t, name) for name in PLAIN} | {
        "lead": person(t.org_id, t.lead_id),
        "member_count": inside.where(tm.org_id == t.org_id, tm.team_id == t.id).scalar_subquery(),
        "created_at": instant(t.created_at),
        "updated_at": instant(t.updated_at),
        "version": t.version,
    }
    return select(json_object(fields)).select_from(t)


VISIBLE = sql.team.org_id == ME.c.org_id
TEAM = FastRead(
    shown(sql.team)
    .add_columns(sql.team.version)
    .where(VISIBLE, sql.team.id == bindparam("team_id", type_=Uuid()))
)
TEAMS = FastList(
    sql.team,
    shown,
    visible=[VISIBLE],
    filters={
        "parent_id": any_of(sql.team.parent_id, "parent_id", Uuid()),
        "lead_id": any_of(sql.team.lead_id, "lead_id", Uuid()),
        **by_name(sql.team),
    },
    sorts=name_orders(sql.team),
)


def is_in_team() -> Any:
    """Say which members are in a team."""
    tm, m = sql.team_member, sql.member
    its = (tm.org_id == m.org_id, tm.team_id == bindparam("team_id", type_=Uuid()))
    return select(tm.member_id).where(*its, tm.member_id == m.id).exists()


MEMBERS = FastList(
    sql.member,
    members.shown,
    visible=[members.VISIBLE],
    filters=members.FILTERS | {"team_id": is_in_team()},
    sorts=members.SORTS,
)


async def members_of(
    reads: Reads, caller: Caller, pager: Pager, team_id: UUID, filters: dict[str, Any]
) -> tuple[Document, str | None]:
    """Return one page of a team's members; NotFound where there is no such team."""
    found = await MEMBERS.page(reads, caller, pager, filters | {"team_id": team_id})
    if is_empty(found[0]):
        await TEAM.one(reads, caller, team_id=team_id)
    return found


async def written_team(session: AsyncSession, caller: Caller, team_id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await TEAM.one(await within(session), caller, team_id=team_id)


async def team_by_id(session: AsyncSession, actor: Actor, team_id: UUID) -> Team:
    """Return one team, or raise NotFound."""
    team = await session.get(Team, (actor.org_id, team_id))
    if team is None:
        raise NotFound
    return team


async def seat_of(
    session: AsyncSession, actor: Actor, team_id: UUID, member_id: UUID
) -> TeamMember | None:
    """Return somebody's place in a team, if they have one."""
    return await session.get(TeamMember, (actor.org_id, team_id, member_id))


async def upwards(session: AsyncSession, actor: Actor, team_id: UUID) -> list[UUID]:
    """Return a team, its parent and so on; nothing where there is no such team."""
    t, parent = aliased(sql.team), aliased(sql.team)
    here = select(t.id, t.parent_id, literal(0).label("level"))
    walk = here.where(t.org_id == actor.org_id, t.id == team_id).cte("up", recursive=True)
    above = select(parent.id, parent.parent_id, walk.c.level + 1)
    walk = walk.union_all(above.where(parent.org_id == actor.org_id, parent.id == walk.c.parent_id))
    found = await sql.rows(session, select(walk.c.id).order_by(walk.c.level))
    return [id for (id,) in found]


async def belongings(session: AsyncSession, actor: Actor, team: Team) -> list[dict[str, str]]:
    """Return what keeps a team from being deleted: what it owns, and the teams below."""
    o, k, t, e = sql.objective, sql.kpi, sql.team, sql.evaluation
    owned = select(literal("objective").label("kind"), o.id)
    watched, below = select(literal("kpi"), k.id), select(literal("team"), t.id)
    judged = select(literal("evaluation"), e.id)
    parts = (
        owned.where(o.org_id == actor.org_id, o.owner_team_id == team.id),
        watched.where(k.org_id == actor.org_id, k.owner_team_id == team.id),
        below.where(t.org_id == actor.org_id, t.parent_id == team.id),
        judged.where(e.org_id == actor.org_id, e.owner_team_id == team.id),
    )
    found = await sql.rows(session, union_all(*parts).limit(MOST))
    return [{"kind": kind, "id": str(id)} for kind, id in found]


async def objectives_of(session: AsyncSession, actor: Actor, team: Team) -> Sequence[Objective]:
    """Return the objectives that a team owns, in whatever state."""
    o = sql.objective
    owned = rows(Objective).where(o.org_id == actor.org_id, o.owner_team_id == team.id)
    return (await session.exec(owned.order_by(o.id))).all()


async def teams_below(session: AsyncSession, actor: Actor, team: Team) -> Sequence[Team]:
    """Return the teams directly below one."""
    t = sql.team
    below = rows(Team).where(t.org_id == actor.org_id, t.parent_id == team.id)
    return (await session.exec(below.order_by(t.id))).all()
