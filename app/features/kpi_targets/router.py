"""Targets of periods over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.domain.member_import import RowRepeated
from app.domain.period_rules import NoPeriodBegins
from app.domain.permissions import NotTheOwner
from app.domain.reach import RoleTooLow
from app.domain.yardstick_refusals import KpiMemberUnfit, KpiTargetNotPositive, KpiTargetReversed
from app.features.kpi_targets import commands, queries
from app.features.kpi_targets.schemas import KpiTargetsPublic, KpiTargetsPut
from app.features.kpis.dependencies import MatchedKpiDep
from app.http.dependencies import ActorDep, CallerDep, SessionDep, reads
from app.http.documents import KNOWN, answer
from app.http.fast_route import FastRoute
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

OF_KPI = "/kpis/{kpi_id}/targets"
router = APIRouter(tags=["kpis"], route_class=UnitRoute)
fast = APIRouter(tags=["kpis"], route_class=FastRoute)

WRONG = (NoPeriodBegins, RowRepeated, KpiMemberUnfit, KpiTargetNotPositive, KpiTargetReversed)


@fast.get(OF_KPI, response_model=KpiTargetsPublic, responses=KNOWN)
async def get_kpi_targets(request: Request, caller: CallerDep, kpi_id: UUID) -> Response:
    """Read the exceptions to a KPI's default target, by period. The `ETag` is the KPI's version."""
    return answer(request, await queries.TARGETS.one(reads(request), caller, kpi_id=kpi_id))


@router.put(
    OF_KPI,
    response_model=KpiTargetsPublic,
    responses=problems(NotTheOwner, RoleTooLow, *WRONG, PreconditionFailed, PreconditionRequired),
)
async def replace_kpi_targets(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    kpi: MatchedKpiDep,
    new: KpiTargetsPut,
) -> Response:
    """Replace the exceptions to a KPI's default target; its figures follow in the same commit."""
    await commands.replace_kpi_targets(session, actor, kpi, new)
    return answer(request, await queries.written_targets(session, caller, kpi.id))
