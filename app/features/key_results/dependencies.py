"""The key result that a path names."""

from typing import Annotated

from fastapi import Depends

from app.features.goals.dependencies import KeyResultDep
from app.features.key_results import queries
from app.http.dependencies import CallerDep, SessionDep
from app.http.preconditions import IfMatch, ensure_match
from app.tables import KeyResult


async def match_key_result(
    session: SessionDep, caller: CallerDep, key_result: KeyResultDep, if_match: IfMatch = None
) -> KeyResult:
    """Find it, unchanged since the client read it."""
    current = queries.written_key_result(session, caller, key_result.id)
    await ensure_match(if_match, key_result.version, current)
    return key_result


MatchedKeyResultDep = Annotated[KeyResult, Depends(match_key_result)]
