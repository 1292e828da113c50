"""Whether the process lives, whether it can serve, and its figures."""

import asyncio

import asyncpg
from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.db.engine import Database
from app.domain.errors import NotValid, Unreadable
from app.http import bounds, refusals
from app.http.about.head import heads
from app.http.about.schemas import HealthPublic
from app.http.problems import Declared, problems
from app.http.unit_route import UnitRoute

router = APIRouter(tags=["service"], route_class=UnitRoute)
ALWAYS = problems(
    Unreadable,
    bounds.NotAcceptable,
    bounds.UriTooLong,
    NotValid,
    bounds.HeadersTooLarge,
    refusals.Broken,
)
PATIENCE = 1  # second, for the database to answer
AT = "select version_num from alembic_version"


def well() -> Response:
    """Say that all is well, at this moment."""
    return Response(b'{"status":"ok"}', 200, {"Cache-Control": "no-store"}, "application/json")


@router.get("/livez", response_model=HealthPublic, responses=ALWAYS)
async def get_liveness() -> Response:
    """Ask whether the process answers; the database is not asked."""
    return well()


async def is_migrated(database: Database) -> bool:
    """Whether the database answers, with the tables that this code was written for."""
    try:
        async with asyncio.timeout(PATIENCE):
            rows = await database.reads.pool.fetch(AT)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False
    return {row[0] for row in rows} == heads()


async def is_ready(app: FastAPI) -> bool:
    """Whether the service should be sent requests."""
    return not app.state.draining and await is_migrated(app.state.database)


@router.get(
    "/readyz", response_model=HealthPublic, responses=ALWAYS | problems(refusals.Unavailable)
)
async def get_readiness(request: Request) -> Response:
    """Ask whether the service can serve: its database answers and is migrated, and it stays."""
    if not await is_ready(request.app):
        raise refusals.Unavailable
    return well()


TEXT = {"text/plain": {"schema": {"type": "string"}}}
FIGURES: Declared = {200: {"description": "The figures.", "content": TEXT}}


@router.get("/metrics", response_class=Response, responses=ALWAYS | FIGURES)
async def get_metrics(request: Request) -> Response:
    """Read the figures of this process in the text format of Prometheus."""
    text: bytes = request.app.state.metrics.text()
    fresh = {"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_LATEST}
    return Response(text, 200, fresh)
