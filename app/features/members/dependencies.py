"""The member that a path names."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.document import Document
from app.domain.actor import Caller
from app.features.members import queries
from app.features.members.commands import Invited
from app.features.members.schemas import MemberInvitedPublic
from app.http.dependencies import ActorDep, CallerDep, SessionDep
from app.http.documents import document
from app.http.preconditions import IfMatch, ensure_match
from app.tables import Member


async def load_member(member_id: UUID, session: SessionDep, actor: ActorDep) -> Member:
    """Find them in the organization."""
    return await queries.member_by_id(session, actor, member_id)


MemberDep = Annotated[Member, Depends(load_member)]


async def match_member(
    session: SessionDep, caller: CallerDep, member: MemberDep, if_match: IfMatch = None
) -> Member:
    """Find them, unchanged since the client read it."""
    current = queries.written_member(session, caller, member.id)
    await ensure_match(if_match, member.version, current)
    return member


MatchedMemberDep = Annotated[Member, Depends(match_member)]


async def invited(session: AsyncSession, caller: Caller, found: Invited) -> Document:
    """Write a member with what lets them in."""
    member, invitation = found
    written = await queries.written_member(session, caller, member.id)
    said = orjson.loads(written.body) | {"invitation": invitation}
    return document(MemberInvitedPublic, said, member.version)
