"""Themes over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import InUse
from app.domain.reach import RoleTooLow
from app.features.themes import commands, queries
from app.features.themes.dependencies import MatchedThemeDep
from app.features.themes.schemas import (
    ThemeCreate,
    ThemeFilter,
    ThemePage,
    ThemePublic,
    ThemeUpdate,
)
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, answer, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/themes", tags=["themes"], route_class=UnitRoute)
fast = APIRouter(prefix="/themes", tags=["themes"], route_class=FastRoute)


@fast.get("", response_model=ThemePage, responses=KNOWN | problems(InvalidCursor))
async def list_themes(
    request: Request, caller: CallerDep, wanted: Annotated[ThemeFilter, Query()]
) -> Response:
    """List the themes of your organization, by position unless `sort` says else."""
    cursors = pager(request, wanted)
    return page(
        request, *await queries.THEMES.page(reads(request), caller, cursors, wanted.filters)
    )


@router.post(
    "", status_code=201, response_model=ThemePublic, responses=problems(RoleTooLow, *RETRIED)
)
async def create_theme(
    session: SessionDep, actor: ActorDep, caller: CallerDep, new: ThemeCreate, attempt: AttemptDep
) -> Response:
    """Make a theme that objectives can serve; managers and above."""
    theme = await commands.create_theme(session, actor, new)
    written = await queries.written_theme(session, caller, theme.id)
    return attempt.created(written, f"/themes/{theme.id}")


@fast.get("/{theme_id}", response_model=ThemePublic, responses=KNOWN)
async def get_theme(request: Request, caller: CallerDep, theme_id: UUID) -> Response:
    """Read a theme."""
    return answer(request, await queries.THEME.one(reads(request), caller, theme_id=theme_id))


@router.patch(
    "/{theme_id}",
    response_model=ThemePublic,
    responses=problems(RoleTooLow, PreconditionFailed, PreconditionRequired),
)
async def update_theme(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    theme: MatchedThemeDep,
    change: ThemeUpdate,
) -> Response:
    """Change a theme's name, description or position; managers and above."""
    await commands.update_theme(session, actor, theme, change)
    return answer(request, await queries.written_theme(session, caller, theme.id))


@router.delete(
    "/{theme_id}",
    status_code=204,
    responses=problems(RoleTooLow, InUse, PreconditionFailed, PreconditionRequired),
)
async def delete_theme(session: SessionDep, actor: ActorDep, theme: MatchedThemeDep) -> None:
    """Delete a theme that no objective names, in whatever state."""
    await commands.delete_theme(session, actor, theme)
