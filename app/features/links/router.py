"""Links over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import UnknownId
from app.domain.page import QueryUnfit, UnknownPage
from app.domain.reach import ScopeTooLow
from app.features.links import commands, queries
from app.features.links.dependencies import LinkDep, created
from app.features.links.schemas import (
    LinkFilter,
    PageLinkCreate,
    PageLinkCreatedPublic,
    PageLinkPage,
)
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, page
from app.http.fast_route import FastRoute
from app.http.idempotency import SECRET, AttemptDep
from app.http.problems import problems
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/links", tags=["links"], route_class=UnitRoute)
fast = APIRouter(prefix="/links", tags=["links"], route_class=FastRoute)


@fast.get("", response_model=PageLinkPage, responses=KNOWN | problems(InvalidCursor))
async def list_links(
    request: Request, caller: CallerDep, wanted: Annotated[LinkFilter, Query()]
) -> Response:
    """List the links that still open a page: yours, or as an admin everybody's. Never secrets."""
    cursors = pager(request, wanted)
    return page(request, *await queries.LINKS.page(reads(request), caller, cursors, wanted.filters))


@router.post(
    "",
    status_code=201,
    response_model=PageLinkCreatedPublic,
    responses=problems(ScopeTooLow, UnknownPage, QueryUnfit, UnknownId, *SECRET),
)
async def create_link(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    new: PageLinkCreate,
    attempt: AttemptDep,
) -> Response:
    """Let whoever has the link see a page as you see it; its address is shown once.

    It ends with its time, when you end it, change your password or leave. A personal token that
    sees less than you do makes none.
    """
    link = await commands.create_link(session, actor, new)
    return attempt.answer_once(await created(request, session, actor, caller, link))


@router.delete("/{link_id}", status_code=204)
async def end_link(session: SessionDep, actor: ActorDep, link: LinkDep) -> None:
    """End a link of yours, or as an admin anybody's; from the next request on it opens nothing."""
    await commands.end_link(session, actor, link)
