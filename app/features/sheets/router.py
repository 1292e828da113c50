"""Sheets over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.domain.conflicts import UnknownId
from app.domain.ownership import OwnerKind
from app.features.sheets import queries
from app.features.sheets.schemas import SheetFilter, SheetPublic
from app.http.dependencies import CallerDep, reads
from app.http.documents import KNOWN
from app.http.fast_route import FastRoute
from app.http.problems import problems
from app.http.sheets.answer import SHOWN, sheet_answer
from app.http.sheets.workbook import FormatNotInstalled

fast = APIRouter(tags=["sheets"], route_class=FastRoute)
ANSWERS = KNOWN | SHOWN | problems(UnknownId, FormatNotInstalled)
Wanted = Annotated[SheetFilter, Query()]


@fast.get("/sheet", response_model=SheetPublic, responses=ANSWERS)
async def get_organization_sheet(request: Request, caller: CallerDep, wanted: Wanted) -> Response:
    """Read the sheet of the organization in a cycle: objectives, KPIs, and what is missing.

    `format=csv` and `format=xlsx` give it as a table, with a line for each of them.
    """
    whose = OwnerKind.organization
    found = await queries.sheet_of(reads(request), caller, whose, wanted.cycle_id)
    return sheet_answer(request, found.body, found.sheet, wanted.format)


@fast.get("/teams/{team_id}/sheet", response_model=SheetPublic, responses=ANSWERS)
async def get_team_sheet(
    request: Request, caller: CallerDep, wanted: Wanted, team_id: UUID
) -> Response:
    """Read the sheet of a team in a cycle; as a table with `format=csv` or `format=xlsx`."""
    whose = OwnerKind.team
    found = await queries.sheet_of(reads(request), caller, whose, wanted.cycle_id, team_id)
    return sheet_answer(request, found.body, found.sheet, wanted.format)


@fast.get("/members/{member_id}/sheet", response_model=SheetPublic, responses=ANSWERS)
async def get_member_sheet(
    request: Request, caller: CallerDep, wanted: Wanted, member_id: UUID
) -> Response:
    """Read the sheet of a member in a cycle; as a table with `format=csv` or `format=xlsx`."""
    whose = OwnerKind.member
    found = await queries.sheet_of(reads(request), caller, whose, wanted.cycle_id, member_id)
    return sheet_answer(request, found.body, found.sheet, wanted.format)
