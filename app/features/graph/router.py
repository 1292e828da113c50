"""The graph over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import UnknownId
from app.features.graph import queries
from app.features.graph.schemas import Graph, GraphFilter
from app.http.dependencies import CallerDep, pager_of, reads
from app.http.documents import KNOWN, answer
from app.http.fast_route import FastRoute
from app.http.problems import problems

fast = APIRouter(prefix="/alignment-graph", tags=["alignment"], route_class=FastRoute)


@fast.get("", response_model=Graph, responses=KNOWN | problems(InvalidCursor, UnknownId))
async def get_alignment_graph(
    request: Request, caller: CallerDep, wanted: Annotated[GraphFilter, Query()]
) -> Response:
    """Read who helps whom: in a cycle, or up and down from a goal."""
    cursors = pager_of(request, wanted, queries.MOST)
    return answer(request, await queries.read_graph(reads(request), caller, cursors, wanted))
