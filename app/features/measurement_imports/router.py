"""Measurement imports over HTTP."""

from fastapi import APIRouter, Response

from app.domain.conflicts import UnknownId
from app.domain.member_import import RowRepeated
from app.domain.permissions import NotTheOwner
from app.domain.reach import RoleTooLow
from app.features.measurement_imports import commands
from app.features.measurement_imports.schemas import MeasurementImport, MeasurementImportPublic
from app.features.measurements import queries
from app.features.measurements.commands import UNFIT
from app.http.dependencies import ActorDep, CallerDep, SessionDep
from app.http.documents import document
from app.http.idempotency import RETRIED, AttemptDep
from app.http.problems import problems
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/measurement-imports", tags=["kpis"], route_class=UnitRoute)

ROWS = (RowRepeated, UnknownId, *UNFIT)


@router.post(
    "",
    status_code=201,
    response_model=MeasurementImportPublic,
    responses=problems(NotTheOwner, RoleTooLow, *RETRIED, rows=ROWS),
)
async def import_measurements(
    session: SessionDep,
    actor: ActorDep,
    caller: CallerDep,
    new: MeasurementImport,
    attempt: AttemptDep,
) -> Response:
    """Measure up to 500 periods of KPIs that you may change: all of them, or none.

    What is wrong is told row by row, at most 20 times.
    """
    made = await commands.import_measurements(session, actor, new)
    yardsticks = {str(id): kpi.yardstick for id, kpi in made.kpis.items()}
    ids = [row.id for row in made.rows]
    said = {
        "measurement_count": made.new,
        "items": await queries.written(session, caller, ids, yardsticks),
        "affected": await queries.moved_above(session, actor, made.moved),
    }
    return attempt.answer(document(MeasurementImportPublic, said), 201)
