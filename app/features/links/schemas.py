"""Links on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING
from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.db.paging import Page, PageRequest
from app.domain.link import LONGEST, SHORTEST, USUAL
from app.features.goals.schemas import Person
from app.tables.account import Locale
from app.tables.values import At, Instant, RequestBody, Text

LIVES = "Seconds until the link opens nothing any more."
PATH = "A page of the organization: `/sheets/organization`, `/sheets/teams/{team_id}` or \
`/sheets/members/{member_id}`; `/orgs/{org}` may stand in front."
Seconds = Annotated[
    int,
    Constraint(
        strict=True,
        ge=int(SHORTEST.total_seconds()),
        le=int(LONGEST.total_seconds()),
        description=LIVES,
    ),
]


class PageLinkQuery(RequestBody):
    """What the page is told: its cycle, and its language where the browser's is not the one."""

    cycle_id: UUID | MISSING = MISSING
    lang: Locale | MISSING = MISSING


class PageLinkCreate(RequestBody):
    """A link to a page, for a day unless you say else."""

    path: Annotated[Text, Constraint(max_length=200, description=PATH)]
    query: PageLinkQuery = Constraint(default_factory=PageLinkQuery)
    expires_in: Seconds = int(USUAL.total_seconds())


class PageLinkPublic(SQLModel):
    """A link, without the secret that opens it."""

    id: UUID
    path: str
    query: Annotated[dict[str, str], Constraint(description="What the address of the page says.")]
    member: Annotated[Person, Constraint(description="Who made it, and whose sight it has.")]
    created_at: At
    expires_at: At


class PageLinkCreatedPublic(PageLinkPublic):
    """A new link with its address, which is shown once: whoever has it can open the page."""

    url: str


class PageLinkPage(Page[PageLinkPublic]):
    """A page of links."""


class LinkFilter(PageRequest):
    """Which links to list."""

    member_id: list[UUID] | None = None
    updated_since: Annotated[
        Instant | None, Constraint(description="Only those made since: a link never changes.")
    ] = None
    sort: Literal["created_at", "-created_at", "expires_at", "-expires_at"] = "-created_at"
