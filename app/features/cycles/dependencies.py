"""The cycle that a path names."""

from typing import Annotated

from fastapi import Depends

from app.features.cycles import queries
from app.features.goals.dependencies import CycleDep
from app.http.dependencies import CallerDep, SessionDep
from app.http.preconditions import IfMatch, ensure_match
from app.tables import Cycle


async def match_cycle(
    session: SessionDep, caller: CallerDep, cycle: CycleDep, if_match: IfMatch = None
) -> Cycle:
    """Find it, unchanged since the client read it."""
    current = queries.written_cycle(session, caller, cycle.id)
    await ensure_match(if_match, cycle.version, current)
    return cycle


MatchedCycleDep = Annotated[Cycle, Depends(match_cycle)]
