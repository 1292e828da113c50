"""The KPI that a path names."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.features.kpis import queries
from app.http.dependencies import ActorDep, CallerDep, SessionDep
from app.http.preconditions import IfMatch, ensure_match
from app.tables import Kpi


async def load_kpi(kpi_id: UUID, session: SessionDep, actor: ActorDep) -> Kpi:
    """Find it among those that the actor may see."""
    return await queries.kpi_by_id(session, actor, kpi_id)


KpiDep = Annotated[Kpi, Depends(load_kpi)]


async def match_kpi(
    session: SessionDep, caller: CallerDep, kpi: KpiDep, if_match: IfMatch = None
) -> Kpi:
    """Find it, unchanged since the client read it."""
    current = queries.written_kpi(session, caller, kpi.id)
    await ensure_match(if_match, kpi.version, current)
    return kpi


MatchedKpiDep = Annotated[Kpi, Depends(match_kpi)]
