"""KPIs over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.conflicts import InUse, UnknownId
from app.domain.cycle import CycleClosed
from app.domain.formula_refusals import (
    FormulaFrequency,
    FormulaLoop,
    FormulaPartUnknown,
    FormulaTooDeep,
    FormulaTooLarge,
    FormulaUnreadable,
    FormulaWithoutPart,
)
from app.domain.kpi_change import KpiFixed, KpiSpanMeasured, KpiSpanReversed
from app.domain.kpi_key import KpiKeyTaken, KpiKeyUnfit
from app.domain.kpi_source import KpiAggregateRequired, KpiAggregateUnfit
from app.domain.lifecycle import ObjectiveOver
from app.domain.limits import LimitReached
from app.domain.ownership import OwnerContradiction, OwnerUnfit
from app.domain.permissions import NotTheOwner
from app.domain.reach import RoleTooLow
from app.domain.threshold import KpiStepRepeated, KpiStepsReversed
from app.domain.visibility import VisibilityUnfit
from app.domain.yardstick_refusals import (
    KpiMemberRequired,
    KpiMemberUnfit,
    KpiRangeReversed,
    KpiScoringUnfit,
    KpiTargetNotPositive,
    KpiTargetReversed,
    KpiWarningUnfit,
)
from app.features.kpis import commands, queries
from app.features.kpis.dependencies import MatchedKpiDep
from app.features.kpis.schemas import KpiCreate, KpiFilter, KpiPage, KpiPublic, KpiUpdate
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, answer, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.refusals import PreconditionFailed, PreconditionRequired
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/kpis", tags=["kpis"], route_class=UnitRoute)
fast = APIRouter(prefix="/kpis", tags=["kpis"], route_class=FastRoute)

OWNED = (OwnerContradiction, OwnerUnfit, UnknownId, VisibilityUnfit)
KEYED = (KpiKeyTaken, KpiKeyUnfit, KpiSpanReversed, KpiAggregateRequired, KpiAggregateUnfit)
JUDGED = (
    KpiScoringUnfit,
    KpiMemberRequired,
    KpiMemberUnfit,
    KpiRangeReversed,
    KpiTargetReversed,
    KpiTargetNotPositive,
    KpiStepRepeated,
    KpiStepsReversed,
    KpiWarningUnfit,
)
WORKED_OUT = (
    FormulaUnreadable,
    FormulaTooLarge,
    FormulaWithoutPart,
    FormulaPartUnknown,
    FormulaFrequency,
    FormulaLoop,
    FormulaTooDeep,
)
WRITTEN = (*OWNED, *KEYED, *JUDGED, *WORKED_OUT, ObjectiveOver, CycleClosed, LimitReached)


@fast.get("", response_model=KpiPage, responses=KNOWN | problems(InvalidCursor))
async def list_kpis(
    request: Request, caller: CallerDep, wanted: Annotated[KpiFilter, Query()]
) -> Response:
    """List the KPIs that you may see, newest first."""
    cursors = pager(request, wanted)
    return page(request, *await queries.KPIS.page(reads(request), caller, cursors, wanted.filters))


@router.post(
    "",
    status_code=201,
    response_model=KpiPublic,
    responses=problems(NotTheOwner, RoleTooLow, *WRITTEN, *RETRIED),
)
async def create_kpi(
    session: SessionDep, actor: ActorDep, caller: CallerDep, new: KpiCreate, attempt: AttemptDep
) -> Response:
    """Watch a figure: one that people measure, or a formula over others that you may see."""
    kpi = await commands.create_kpi(session, actor, new)
    return attempt.created(await queries.written_kpi(session, caller, kpi.id), f"/kpis/{kpi.id}")


@fast.get("/{kpi_id}", response_model=KpiPublic, responses=KNOWN)
async def get_kpi(request: Request, caller: CallerDep, kpi_id: UUID) -> Response:
    """Read a KPI."""
    return answer(request, await queries.KPI.one(reads(request), caller, kpi_id=kpi_id))


@router.patch(
    "/{kpi_id}",
    response_model=KpiPublic,
    responses=problems(
        NotTheOwner,
        RoleTooLow,
        KpiFixed,
        KpiSpanMeasured,
        *WRITTEN,
        PreconditionFailed,
        PreconditionRequired,
    ),
)
async def update_kpi(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    kpi: MatchedKpiDep,
    change: KpiUpdate,
) -> Response:
    """Change a KPI that you may change; its figures follow in the same commit."""
    await commands.update_kpi(session, actor, kpi, change)
    return answer(request, await queries.written_kpi(session, caller, kpi.id))


@router.delete(
    "/{kpi_id}",
    status_code=204,
    responses=problems(NotTheOwner, RoleTooLow, InUse, PreconditionFailed, PreconditionRequired),
)
async def delete_kpi(session: SessionDep, actor: ActorDep, kpi: MatchedKpiDep) -> None:
    """Delete a KPI that was never measured and that nothing names. Others end by `active_until`."""
    await commands.delete_kpi(session, actor, kpi)
