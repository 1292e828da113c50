"""Inviting and changing members."""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.journal import record
from app.domain.account import INVITATION_LIFE
from app.domain.actor import Actor
from app.domain.conflicts import UnknownId
from app.domain.membership import (
    MemberExists,
    MemberState,
    ensure_invitable,
    ensure_owned,
    is_owner,
    moved,
)
from app.domain.reach import ensure_may_appoint
from app.domain.role import Role
from app.domain.secrets import digest
from app.features.links.commands import end_links_of
from app.features.members import queries
from app.features.members.schemas import (
    InvitationPublic,
    MemberCreate,
    MemberTransition,
    MemberUpdate,
)
from app.features.owners.queries import team as team_of
from app.tables import Invitation, Member, Team, TeamMember

Invited = tuple[Member, InvitationPublic]


class Newcomer(NamedTuple):
    """Somebody new, as the journal tells it: with the teams that they join."""

    member: Member
    team_ids: Sequence[UUID]
    kind_name: str = "member"

    @property
    def id(self) -> UUID:
        """Who it is."""
        return self.member.id

    def facts(self) -> dict[str, Any]:
        """Return what is known of them, and where they come in."""
        return self.member.facts() | {"team_ids": list(self.team_ids)}


async def create_member(session: AsyncSession, actor: Actor, new: MemberCreate) -> Invited:
    """Invite somebody, by a secret that is handed to them."""
    ensure_may_appoint(actor, new.role)
    known = await queries.member_by_email(session, actor, new.email)
    if known is not None:
        raise MemberExists({"id": str(known.id)})
    named = {team_id: f"/team_ids/{n}" for n, team_id in enumerate(new.team_ids)}
    teams = [await named_team(session, actor, id, pointer) for id, pointer in named.items()]
    member = Member.model_validate(
        new.model_dump(exclude={"team_ids"}) | {"state": MemberState.invited},
        update={"org_id": actor.org_id, "created_at": actor.at, "updated_at": actor.at},
    )
    session.add(member)
    await session.flush()
    for team in teams:
        sit_down(session, actor, member, team)
    await record(session, actor, "member.created", Newcomer(member, [team.id for team in teams]))
    return member, await invite(session, actor, member)


async def named_team(session: AsyncSession, actor: Actor, team_id: UUID, pointer: str) -> Team:
    """Return the team that a body names."""
    team = await team_of(session, actor, team_id)
    if team is None:
        raise UnknownId(pointer)
    return team


def sit_down(session: AsyncSession, actor: Actor, member: Member, team: Team) -> None:
    """Let somebody into a team."""
    place = {"org_id": actor.org_id, "team_id": team.id, "member_id": member.id}
    session.add(TeamMember.model_validate(place | {"created_at": actor.at}))
    team.updated_at = member.updated_at = actor.at


async def invite(session: AsyncSession, actor: Actor, member: Member) -> InvitationPublic:
    """Make an invitation; it voids the one before."""
    await void(session, actor, member)
    kept, shown = new_invitation(actor, member)
    session.add(Invitation(**kept))
    return shown


def new_invitation(actor: Actor, member: Member) -> tuple[dict[str, Any], InvitationPublic]:
    """Return an invitation as it is kept, and as it is shown this once."""
    secret, until = token_urlsafe(32), actor.at + INVITATION_LIFE
    kept = {
        "hash": digest(secret),
        "org_id": actor.org_id,
        "member_id": member.id,
        "created_at": actor.at,
        "expires_at": until,
    }
    return kept, InvitationPublic(token=secret, expires_at=until)


async def void(session: AsyncSession, actor: Actor, member: Member) -> None:
    """Void the invitations of a member."""
    i = sql.invitation
    theirs = (i.org_id == actor.org_id, i.member_id == member.id)
    await session.exec(delete(Invitation).where(*theirs))


async def invite_again(session: AsyncSession, actor: Actor, member: Member) -> Invited:
    """Invite somebody again who has not come in yet, even where that had been taken back."""
    ensure_may_appoint(actor, member.role)
    ensure_invitable(member.state, has_account=member.account_id is not None)
    before = member.facts()
    if member.state is not MemberState.invited:
        member.state = MemberState.invited
        member.edited(actor.at)
    await record(session, actor, "member.invited", member, before)
    return member, await invite(session, actor, member)


async def update_member(
    session: AsyncSession, actor: Actor, member: Member, change: MemberUpdate
) -> Member:
    """Change the name or the role of a member. Owners are made and unmade by owners."""
    before, fields = member.facts(), change.model_dump()
    role = fields.get("role", member.role)
    ensure_may_appoint(actor, *({Role.member} if role is member.role else {role, member.role}))
    await ensure_owners(session, actor, member, role, member.state)
    member.sqlmodel_update(fields)
    if member.facts() != before:
        member.edited(actor.at)
        await record(session, actor, "member.updated", member, before)
    return member


async def ensure_owners(
    session: AsyncSession, actor: Actor, member: Member, role: Role, state: MemberState
) -> None:
    """Raise where an organization would be left without an owner."""
    others = await queries.owners_beside(session, actor, member)
    ensure_owned(is_owner(member.role, member.state), is_owner(role, state), others)


async def move_member(
    session: AsyncSession, actor: Actor, member: Member, transition: MemberTransition
) -> Member:
    """Let somebody go, or come back. What they own stays theirs."""
    ensure_may_appoint(actor, member.role)
    has_account = member.account_id is not None
    state = moved(member.state, transition.to, has_account=has_account)
    await ensure_owners(session, actor, member, member.role, state)
    before = member.facts()
    member.state = state
    member.edited(actor.at)
    await void(session, actor, member)
    if state is MemberState.deactivated:
        await end_links_of(session, actor, member.id)
    await record(session, actor, "member.moved", member, before, note=transition.note)
    return member


async def deactivate_member(session: AsyncSession, actor: Actor, member: Member) -> None:
    """Let somebody go."""
    await move_member(session, actor, member, MemberTransition(to=MemberState.deactivated))
