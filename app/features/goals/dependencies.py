"""The goals that a path names."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.features.goals import queries
from app.http.dependencies import ActorDep, SessionDep
from app.tables import Cycle, KeyResult, Objective


async def load_cycle(cycle_id: UUID, session: SessionDep, actor: ActorDep) -> Cycle:
    """Find it among those of the organization."""
    return await queries.cycle_by_id(session, actor, cycle_id)


async def load_objective(objective_id: UUID, session: SessionDep, actor: ActorDep) -> Objective:
    """Find it among those that the actor may see."""
    return await queries.objective_by_id(session, actor, objective_id)


async def load_key_result(key_result_id: UUID, session: SessionDep, actor: ActorDep) -> KeyResult:
    """Find it among those that the actor may see."""
    return await queries.key_result_by_id(session, actor, key_result_id)


CycleDep = Annotated[Cycle, Depends(load_cycle)]
ObjectiveDep = Annotated[Objective, Depends(load_objective)]
KeyResultDep = Annotated[KeyResult, Depends(load_key_result)]
