"""Changing teams, and who is in them."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.journal import record
from app.domain.actor import Actor
from app.domain.conflicts import InUse, UnknownId
from app.domain.errors import NotFound
from app.domain.ownership import Owner
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.domain.team import Seat, ensure_can_join, ensure_no_team_loop, ensure_successor
from app.features.giving.commands import give
from app.features.goals.queries import shut_cycles
from app.features.kpis.commands import give_kpis
from app.features.kpis.queries import kpis_of
from app.features.members.commands import sit_down
from app.features.members.queries import member_by_id
from app.features.owners.queries import member_who_can_own
from app.features.teams import queries
from app.features.teams.schemas import TeamCreate, TeamUpdate
from app.tables import Member, Team


async def create_team(session: AsyncSession, actor: Actor, new: TeamCreate) -> Team:
    """Make a group, below another or on its own."""
    ensure_role(actor, Role.admin)
    team = Team.model_validate(
        new.model_dump(),
        update={"org_id": actor.org_id, "created_at": actor.at, "updated_at": actor.at},
    )
    await ensure_placed(session, actor, team, new.model_dump(exclude_none=True))
    session.add(team)
    await record(session, actor, "team.created", team)
    return team


async def ensure_placed(
    session: AsyncSession, actor: Actor, team: Team, fields: dict[str, Any]
) -> None:
    """Raise where a team cannot have that parent, or that lead."""
    if (parent_id := fields.get("parent_id")) is not None:
        above = await queries.upwards(session, actor, parent_id)
        if not above:
            raise UnknownId("/parent_id")
        ensure_no_team_loop(team.id, above)
    if (lead_id := fields.get("lead_id")) is not None:
        await member_who_can_own(session, actor, lead_id, "/lead_id")


async def update_team(session: AsyncSession, actor: Actor, team: Team, change: TeamUpdate) -> Team:
    """Change the name, the place or the lead of a team. A lead who has left may stay named."""
    ensure_role(actor, Role.admin)
    before = team.facts()
    fields = {n: value for n, value in change.model_dump().items() if value != before[n]}
    await ensure_placed(session, actor, team, fields)
    if fields:
        team.sqlmodel_update(fields)
        team.edited(actor.at)
        await record(session, actor, "team.updated", team, before)
    return team


async def add_team_member(
    session: AsyncSession, actor: Actor, team: Team, member_id: UUID
) -> tuple[Member, bool]:
    """Let somebody into a team, and say whether they were not in it before."""
    ensure_role(actor, Role.admin)
    try:
        member = await member_by_id(session, actor, member_id)
    except NotFound:
        raise UnknownId("/member_id") from None
    if await queries.seat_of(session, actor, team.id, member.id) is not None:
        return member, False
    ensure_can_join(member.state, "/member_id")
    sit_down(session, actor, member, team)
    await record(session, actor, "team.member_added", Seat(team.id, member.id))
    return member, True


async def remove_team_member(
    session: AsyncSession, actor: Actor, team: Team, member: Member
) -> None:
    """Take somebody out of a team."""
    ensure_role(actor, Role.admin)
    seat = await queries.seat_of(session, actor, team.id, member.id)
    if seat is None:
        raise NotFound
    told = Seat(team.id, member.id)
    team.updated_at = member.updated_at = actor.at
    await record(session, actor, "team.member_removed", told, told.facts(), gone=True)
    await session.delete(seat)


async def delete_team(
    session: AsyncSession, actor: Actor, team: Team, successor_id: UUID | None
) -> None:
    """Delete a team that has nothing, or whose things go to another in the same act.

    How it did stays with it: a team that was evaluated stays as well.
    """
    ensure_role(actor, Role.admin)
    if successor_id is not None:
        await move_to(session, actor, team, successor_id)
    if blocked_by := await queries.belongings(session, actor, team):
        raise InUse(blocked_by)
    await record(session, actor, "team.deleted", team, team.facts(), gone=True)
    await session.flush()  # what referred to it does no more
    await let_go(session, actor, team)
    await session.delete(team)


async def let_go(session: AsyncSession, actor: Actor, team: Team) -> None:
    """Note that the members of a team are in one team less."""
    tm, m = sql.team_member, sql.member
    inside = select(tm.member_id).where(tm.org_id == actor.org_id, tm.team_id == team.id)
    theirs = update(Member).where(m.org_id == actor.org_id, m.id.in_(inside))
    await session.exec(
        theirs.values(updated_at=actor.at).execution_options(synchronize_session=False)
    )


async def move_to(session: AsyncSession, actor: Actor, team: Team, successor_id: UUID) -> None:
    """Give what a team has to another: what it owns, closed cycles included, and those below."""
    upwards = await queries.upwards(session, actor, successor_id)
    if not upwards:
        raise UnknownId("move_to")
    ensure_successor(team.id, upwards, "move_to")
    shut, owner = await shut_cycles(session, actor), Owner.of(None, successor_id)
    await give(session, actor, await queries.objectives_of(session, actor, team), owner, shut=shut)
    await give_kpis(session, actor, await kpis_of(session, actor, Owner.of(None, team.id)), owner)
    for child in await queries.teams_below(session, actor, team):
        before, child.parent_id = child.facts(), successor_id
        child.edited(actor.at)
        await record(session, actor, "team.updated", child, before)
