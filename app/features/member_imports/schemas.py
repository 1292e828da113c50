"""A member import on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.domain.role import Role
from app.features.members.schemas import InvitationPublic, TeamName
from app.tables.addresses import Email
from app.tables.values import RequestBody, Title

MOST_ROWS, MOST_TEAMS, MOST_TEAMS_EACH = 1000, 500, 10


class MemberRow(RequestBody):
    """Somebody to become a member. Teams are named, and made where they are not there."""

    email: Email
    name: Title
    role: Role = Role.member
    teams: Annotated[
        list[Title], Constraint(max_length=MOST_TEAMS_EACH, description="Names of teams.")
    ] = Constraint(default_factory=list)


class TeamRow(RequestBody):
    """A team that is to be there: its parent by name, in any order; its lead by e-mail."""

    name: Title
    parent: Title | None = None
    lead: Email | None = None


class MemberImport(RequestBody):
    """Members with their teams. `invite: false` makes no invitations yet."""

    members: Annotated[list[MemberRow], Constraint(min_length=1, max_length=MOST_ROWS)]
    teams: Annotated[list[TeamRow], Constraint(max_length=MOST_TEAMS)] = Constraint(
        default_factory=list
    )
    invite: bool = True


class ImportedMemberPublic(SQLModel):
    """A member who was made, with what lets them in."""

    id: UUID
    email: str
    name: str
    invitation: InvitationPublic | None


class MemberImportPublic(SQLModel):
    """What was made. The invitations are shown here and never again."""

    member_count: int
    team_count: int
    members: list[ImportedMemberPublic]
    teams: list[TeamName]
