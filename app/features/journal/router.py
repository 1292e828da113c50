"""The journal over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.reach import RoleTooLow
from app.features.journal import queries
from app.features.journal.schemas import JournalFilter, JournalPage
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager
from app.http.documents import KNOWN, page
from app.http.problems import problems
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/journal", tags=["journal"], route_class=UnitRoute)


@router.get("", response_model=JournalPage, responses=KNOWN | problems(RoleTooLow, InvalidCursor))
async def list_journal(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    wanted: Annotated[JournalFilter, Query()],
) -> Response:
    """List who changed what, newest first; with `since_seq`, what came after; admins and owners."""
    cursors = pager(request, wanted)
    found = await queries.journal_of(session, actor, caller, cursors, wanted.filters)
    return page(request, *found)
