"""The initiative that a path names."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.features.initiatives import queries
from app.http.dependencies import ActorDep, CallerDep, SessionDep
from app.http.preconditions import IfMatch, ensure_match
from app.tables import Initiative


async def match_initiative(
    initiative_id: UUID,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    if_match: IfMatch = None,
) -> Initiative:
    """Find it among those that the actor may see, unchanged since the client read it."""
    initiative = await queries.initiative_by_id(session, actor, initiative_id)
    current = queries.written_initiative(session, caller, initiative.id)
    await ensure_match(if_match, initiative.version, current)
    return initiative


MatchedInitiativeDep = Annotated[Initiative, Depends(match_initiative)]
