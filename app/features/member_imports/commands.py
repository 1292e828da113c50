"""Making many members at once: statements of many rows, in the order in which they refer."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import insert, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.journal import record_all
from app.domain.actor import Actor
from app.domain.member_import import PersonRow, Rows, TeamRow, ensure_importable, from_the_top
from app.domain.membership import MemberState
from app.domain.reach import ensure_may_appoint
from app.features.member_imports import queries
from app.features.member_imports.schemas import (
    ImportedMemberPublic,
    MemberImport,
    MemberImportPublic,
)
from app.features.members.commands import Newcomer, new_invitation
from app.features.members.schemas import InvitationPublic, TeamName
from app.tables import Invitation, Member, Team, TeamMember


async def import_members(
    session: AsyncSession, actor: Actor, new: MemberImport
) -> MemberImportPublic:
    """Make members and the teams that are missing: all of them, or none where a row is wrong."""
    ensure_may_appoint(actor, *{row.role for row in new.members})
    rows = await read_rows(session, actor, new)
    ensure_importable(rows)
    members = [as_member(actor, row.model_dump(exclude={"teams"})) for row in new.members]
    session.add_all(members)
    await session.flush()  # leads are members first
    teams = as_teams(actor, rows, members)
    session.add_all(teams.values())
    await session.flush()
    newcomers = joined(rows, members, teams)
    await sit_down(session, actor, newcomers)
    await record_all(session, actor, "team.created", list(teams.values()))
    await record_all(session, actor, "member.created", newcomers)
    return MemberImportPublic(
        member_count=len(members),
        team_count=len(teams),
        members=await let_in(session, actor, members, invite=new.invite),
        teams=[TeamName(id=team.id, name=team.name) for team in teams.values()],
    )


async def read_rows(session: AsyncSession, actor: Actor, new: MemberImport) -> Rows:
    """Return the rows with what is there of what they name."""
    people = [PersonRow(each.email, each.role, each.teams) for each in new.members]
    teams = [TeamRow(each.name, each.parent, each.lead) for each in new.teams]
    rows = Rows(people, teams, {}, {})
    return rows._replace(
        members_known=await queries.members_known(session, actor, rows.emails),
        teams_known=await queries.teams_known(session, actor, rows.names),
    )


def as_member(actor: Actor, fields: dict[str, object]) -> Member:
    """Return a new member."""
    state = {"state": MemberState.invited, "org_id": actor.org_id}
    times = {"created_at": actor.at, "updated_at": actor.at}
    return Member.model_validate(fields | state | times)


def as_teams(actor: Actor, rows: Rows, members: Sequence[Member]) -> dict[str, Team]:
    """Return the teams to be made, by name, each after its parent."""
    leads = {email: member.id for email, member in rows.members_known.items()}
    leads |= {member.email: member.id for member in members}
    said = {team.name: team for team in rows.teams}
    made: dict[str, Team] = {}
    for name in from_the_top(rows):
        row = said.get(name, TeamRow(name, None, None))
        made[name] = Team(
            org_id=actor.org_id,
            name=name,
            parent_id=id_of(rows, made, row.parent) if row.parent else None,
            lead_id=leads[row.lead] if row.lead else None,
            created_at=actor.at,
            updated_at=actor.at,
        )
    return made


def id_of(rows: Rows, made: Mapping[str, Team], name: str) -> UUID:
    """Return the team of a name: one that was there, or one that is made here."""
    known = rows.known_team(name)
    return made[name].id if known is None else known.id


def joined(rows: Rows, members: Sequence[Member], teams: Mapping[str, Team]) -> list[Newcomer]:
    """Return the new members with their teams."""
    return [
        Newcomer(member, [id_of(rows, teams, name) for name in dict.fromkeys(row.teams)])
        for member, row in zip(members, rows.people, strict=True)
    ]


async def sit_down(session: AsyncSession, actor: Actor, newcomers: Sequence[Newcomer]) -> None:
    """Let new members into their teams."""
    place = {"org_id": actor.org_id, "created_at": actor.at}
    seats = [
        place | {"member_id": each.id, "team_id": team_id}
        for each in newcomers
        for team_id in each.team_ids
    ]
    if seats:
        await session.exec(insert(TeamMember), params=seats)
        theirs = sql.team.id.in_({seat["team_id"] for seat in seats})
        touched = update(Team).where(sql.team.org_id == actor.org_id, theirs)
        await session.exec(
            touched.values(updated_at=actor.at).execution_options(synchronize_session=False)
        )


async def let_in(
    session: AsyncSession, actor: Actor, members: Sequence[Member], *, invite: bool
) -> list[ImportedMemberPublic]:
    """Return new members as they are shown this once, with an invitation each, or without."""
    if not invite:
        return [as_imported(member, None) for member in members]
    made = [new_invitation(actor, member) for member in members]
    await session.exec(insert(Invitation), params=[kept for kept, _ in made])
    return [as_imported(m, shown) for m, (_, shown) in zip(members, made, strict=True)]


def as_imported(member: Member, invitation: InvitationPublic | None) -> ImportedMemberPublic:
    """Return a new member as they are shown this once."""
    return ImportedMemberPublic(
        id=member.id, email=member.email, name=member.name, invitation=invitation
    )
