"""Members on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING
from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.db.paging import NameSort, Page, PageRequest
from app.domain.membership import MemberState
from app.domain.role import Role
from app.tables.addresses import Email
from app.tables.member import MemberFields
from app.tables.values import At, Instant, LongText, RequestBody, Title, Words

MOST_TEAMS = 20
TeamIds = Annotated[list[UUID], Constraint(max_length=MOST_TEAMS, description="Teams to join.")]


class MemberCreate(RequestBody, MemberFields):
    """Somebody to invite."""

    email: Email
    team_ids: TeamIds = Constraint(default_factory=list)


class MemberUpdate(RequestBody):
    """A change. Leave a field out to keep it."""

    name: Title | MISSING = MISSING
    role: Role | MISSING = MISSING


class MemberTransition(RequestBody):
    """Whether somebody leaves, or comes back."""

    to: Literal[MemberState.active, MemberState.deactivated]
    note: LongText | None = None


class TeamName(SQLModel):
    """A team, with the name to show."""

    id: UUID
    name: str


class MemberPublic(MemberFields):
    """A member, as the others see them."""

    id: UUID
    org_id: UUID
    email: str
    state: MemberState
    teams: list[TeamName]
    created_at: At
    updated_at: At
    version: int


class InvitationPublic(SQLModel):
    """What lets somebody in, once. It is shown here and never again."""

    token: str
    expires_at: At


class MemberInvitedPublic(MemberPublic):
    """A member who has been invited, with what lets them in."""

    invitation: InvitationPublic


class MemberPage(Page[MemberPublic]):
    """A page of members."""


class OfTeamFilter(PageRequest):
    """Which members of one team to list; repeated, a filter means any."""

    role: list[Role] | None = None
    state: list[MemberState] | None = None
    q: Words | None = None
    updated_since: Instant | None = None
    sort: NameSort = "-created_at"


class MemberFilter(OfTeamFilter):
    """Which members to list: each filter is named after its field; repeated, it means any."""

    team_id: list[UUID] | None = None
