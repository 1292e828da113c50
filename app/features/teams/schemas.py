"""Teams on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import MISSING, BaseModel, ConfigDict
from pydantic import Field as Constraint

from app.db.paging import NameSort, Page, PageRequest
from app.features.goals.schemas import Person
from app.tables.team import TeamFields
from app.tables.values import At, Instant, RequestBody, Title, Words


class TeamCreate(RequestBody, TeamFields):
    """A new team, below another or on its own."""

    parent_id: UUID | None = None
    lead_id: UUID | None = None


class TeamUpdate(RequestBody):
    """A change. Leave a field out to keep it."""

    name: Title | MISSING = MISSING
    parent_id: UUID | MISSING | None = MISSING
    lead_id: UUID | MISSING | None = MISSING


class TeamPublic(TeamFields):
    """A team, as its readers see it. `member_count` counts whom its list of members shows."""

    id: UUID
    org_id: UUID
    lead: Person | None
    member_count: int
    created_at: At
    updated_at: At
    version: int


class TeamPage(Page[TeamPublic]):
    """A page of teams."""


class TeamFilter(PageRequest):
    """Which teams to list: each filter is named after its field; repeated, it means any."""

    parent_id: list[UUID] | None = None
    lead_id: list[UUID] | None = None
    q: Words | None = None
    updated_since: Instant | None = None
    sort: NameSort = "-created_at"


class TeamMemberCreate(RequestBody):
    """Who joins."""

    member_id: UUID


class TeamDeletion(BaseModel):
    """How a team goes. A query parameter that we do not know is refused."""

    model_config = ConfigDict(extra="forbid")

    move_to: Annotated[
        UUID | None,
        Constraint(description="The team that gets what this one owns, and the teams below it."),
    ] = None
