"""Pages of sheets. They are for people: no part of the API, so no part of its contract."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.ownership import OwnerKind
from app.features.links.dependencies import VisitDep
from app.features.sheet_pages.dependencies import shown

router = APIRouter(prefix="/sheets", include_in_schema=False)


@router.get("/organization")
async def show_organization_sheet(request: Request, visit: VisitDep) -> Response:
    """Show the organization's sheet."""
    return await shown(request, visit, OwnerKind.organization)


@router.get("/teams/{team_id}")
async def show_team_sheet(request: Request, visit: VisitDep, team_id: UUID) -> Response:
    """Show a team's sheet."""
    return await shown(request, visit, OwnerKind.team, team_id)


@router.get("/members/{member_id}")
async def show_member_sheet(request: Request, visit: VisitDep, member_id: UUID) -> Response:
    """Show a member's sheet."""
    return await shown(request, visit, OwnerKind.member, member_id)
