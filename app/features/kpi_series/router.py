"""Series of KPIs over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.domain.conflicts import UnknownId
from app.features.kpi_series import queries
from app.features.kpi_series.schemas import KpiSeriesFilter, KpiSeriesPublic
from app.features.kpis.dependencies import KpiDep
from app.http.dependencies import ActorDep, SessionDep
from app.http.documents import KNOWN, answer, document
from app.http.problems import problems
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/kpis", tags=["kpis"], route_class=UnitRoute)


@router.get(
    "/{kpi_id}/series", response_model=KpiSeriesPublic, responses=KNOWN | problems(UnknownId)
)
async def get_kpi_series(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    kpi: KpiDep,
    wanted: Annotated[KpiSeriesFilter, Query()],
) -> Response:
    """Read how a KPI stands in every period of a cycle, over it to date, and where it is going."""
    series = await queries.series_of(session, actor, kpi, wanted.cycle_id)
    return answer(request, document(KpiSeriesPublic, series))
