"""The theme that a path names."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.features.themes import queries
from app.http.dependencies import ActorDep, CallerDep, SessionDep
from app.http.preconditions import IfMatch, ensure_match
from app.tables import Theme


async def load_theme(theme_id: UUID, session: SessionDep, actor: ActorDep) -> Theme:
    """Find it in the organization."""
    return await queries.theme_by_id(session, actor, theme_id)


async def match_theme(
    session: SessionDep,
    caller: CallerDep,
    theme: Annotated[Theme, Depends(load_theme)],
    if_match: IfMatch = None,
) -> Theme:
    """Find it, unchanged since the client read it."""
    current = queries.written_theme(session, caller, theme.id)
    await ensure_match(if_match, theme.version, current)
    return theme


MatchedThemeDep = Annotated[Theme, Depends(match_theme)]
