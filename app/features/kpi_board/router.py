"""The board over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import UnknownId
from app.features.kpi_board.queries import board
from app.features.kpi_board.schemas import KpiBoardFilter, KpiBoardPage
from app.http.dependencies import CallerDep, pager, reads
from app.http.documents import KNOWN, page
from app.http.fast_route import FastRoute
from app.http.problems import problems

fast = APIRouter(prefix="/kpi-board", tags=["kpis"], route_class=FastRoute)


@fast.get("", response_model=KpiBoardPage, responses=KNOWN | problems(InvalidCursor, UnknownId))
async def list_kpi_board(
    request: Request, caller: CallerDep, wanted: Annotated[KpiBoardFilter, Query()]
) -> Response:
    """See all KPIs of an owner, a team's tree or everybody with their latest periods.

    Shown are those that are watched on any day of the cycle. Their periods are the last that have
    begun, up to the end of the cycle; they may reach back before it.
    """
    cursors = pager(request, wanted)
    return page(request, *await board(reads(request), caller, cursors, wanted))
