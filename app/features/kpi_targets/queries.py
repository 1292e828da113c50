"""Reading targets of periods."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.document import Document
from app.db.fast import FastRead, within
from app.db.json import json_array, json_object, number
from app.db.tenant import ME
from app.domain.actor import Caller
from app.features.sight.queries import kpi_visible

ITEM = json_object({"period_on": sql.kpi_target.period_on, "target": number(sql.kpi_target.target)})
ITEMS = select(json_array(ITEM, sql.kpi_target.period_on)).where(
    sql.kpi_target.org_id == sql.kpi.org_id, sql.kpi_target.kpi_id == sql.kpi.id
)
TARGETS = FastRead(
    select(json_object({"items": ITEMS.scalar_subquery()}), sql.kpi.version).where(
        kpi_visible(ME.c), sql.kpi.id == bindparam("kpi_id", type_=Uuid())
    )
)


async def written_targets(session: AsyncSession, caller: Caller, kpi_id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await TARGETS.one(await within(session), caller, kpi_id=kpi_id)
