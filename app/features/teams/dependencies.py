"""The team that a path names."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.features.teams import queries
from app.http.dependencies import ActorDep, CallerDep, SessionDep
from app.http.preconditions import IfMatch, ensure_match
from app.tables import Team


async def load_team(team_id: UUID, session: SessionDep, actor: ActorDep) -> Team:
    """Find it in the organization."""
    return await queries.team_by_id(session, actor, team_id)


TeamDep = Annotated[Team, Depends(load_team)]


async def match_team(
    session: SessionDep, caller: CallerDep, team: TeamDep, if_match: IfMatch = None
) -> Team:
    """Find it, unchanged since the client read it."""
    current = queries.written_team(session, caller, team.id)
    await ensure_match(if_match, team.version, current)
    return team


MatchedTeamDep = Annotated[Team, Depends(match_team)]
