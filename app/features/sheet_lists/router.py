"""All sheets of a cycle over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import UnknownId
from app.domain.reach import RoleTooLow
from app.features.sheet_lists import queries
from app.features.sheet_lists.schemas import SheetPage, SheetsFilter
from app.http.dependencies import CallerDep, pager, reads
from app.http.documents import KNOWN, page
from app.http.fast_route import FastRoute
from app.http.problems import problems

fast = APIRouter(prefix="/sheets", tags=["sheets"], route_class=FastRoute)


@fast.get(
    "",
    response_model=SheetPage,
    responses=KNOWN | problems(RoleTooLow, InvalidCursor, UnknownId),
)
async def list_sheets(
    request: Request, caller: CallerDep, wanted: Annotated[SheetsFilter, Query()]
) -> Response:
    """List how far all sheets of a cycle are: complete or not, counts and findings; managers.

    The organization comes first, then teams, then members, each by name.
    """
    cursors = pager(request, wanted)
    return page(request, *await queries.sheets(reads(request), caller, cursors, wanted))
