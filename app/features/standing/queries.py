"""Reading what a key result may follow."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.features.sight.queries import LATER, kpi_visible, told

SEEN = select(sql.kpi.id).where(
    kpi_visible(LATER), sql.kpi.id == any_(bindparam("ids", type_=ARRAY(Uuid())))
)


async def kpis_seen(session: AsyncSession, actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    """Return which of some KPIs the actor may see."""
    found = await sql.rows(session, SEEN, ids=list(ids), **told(actor)) if ids else ()
    return {id for (id,) in found}
