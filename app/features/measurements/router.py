"""Measurements over HTTP."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.db.document import Document
from app.domain.permissions import NotTheOwner
from app.domain.reach import RoleTooLow
from app.features.kpis.dependencies import KpiDep
from app.features.measurements import commands, queries
from app.features.measurements.schemas import (
    MeasurementCreate,
    MeasurementCreated,
    MeasurementFilter,
    MeasurementPage,
)
from app.http.dependencies import ActorDep, CallerDep, SessionDep, pager, reads
from app.http.documents import KNOWN, page
from app.http.fast_route import FastRoute
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import Declared, problems
from app.http.unit_route import UnitRoute

OF_KPI = "/kpis/{kpi_id}/measurements"
router = APIRouter(tags=["kpis"], route_class=UnitRoute)
fast = APIRouter(tags=["kpis"], route_class=FastRoute)

STOOD: Declared = {200: {"model": MeasurementCreated, "description": "This value stands already."}}


@fast.get(OF_KPI, response_model=MeasurementPage, responses=KNOWN | problems(InvalidCursor))
async def list_measurements(
    request: Request,
    caller: CallerDep,
    wanted: Annotated[MeasurementFilter, Query()],
    kpi_id: UUID,
) -> Response:
    """List what was measured of a KPI: the newest period first, then the newest written."""
    cursors = pager(request, wanted)
    found = queries.of_kpi(reads(request), caller, cursors, kpi_id, wanted.filters)
    return page(request, *await found)


@router.post(
    OF_KPI,
    status_code=201,
    response_model=MeasurementCreated,
    responses=STOOD | problems(NotTheOwner, RoleTooLow, *commands.UNFIT, *RETRIED),
)
async def create_measurement(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    kpi: KpiDep,
    new: MeasurementCreate,
    attempt: AttemptDep,
) -> Response:
    """Measure a KPI in a period; the answer says what moved. A later value replaces an earlier.

    The value that stands already is answered 200, with the measurement that has it.
    """
    measurement, moved, is_new = await commands.create_measurement(session, actor, kpi, new)
    yardsticks = {str(kpi.id): kpi.yardstick}
    [written] = await queries.written(session, caller, [measurement.id], yardsticks)
    told = {"affected": await queries.moved_above(session, actor, moved)}
    said = Document(orjson.dumps(written | told), shown=orjson.dumps(written))
    return attempt.answer(said, 201 if is_new else 200)
