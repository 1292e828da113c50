"""Setting targets of periods."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.journal import record
from app.domain.actor import Actor
from app.domain.kpi_target_rules import ensure_targets
from app.domain.permissions import ensure_may_change
from app.features.kpi_figures.commands import stand
from app.features.kpi_targets.schemas import KpiTargetsPut
from app.features.kpi_ties.queries import targets_of
from app.tables import Kpi, KpiTarget
from app.tables.base import plain


class Wanted(NamedTuple):
    """A KPI with the targets of its periods, as the journal tells them."""

    id: UUID
    targets: Mapping[date, Decimal]
    kind_name: str = "kpi"

    def facts(self) -> dict[str, Any]:
        """Return the targets, by period."""
        told = sorted(self.targets.items())
        return {"targets": [{"period_on": on, "target": plain(each)} for on, each in told]}


async def replace_kpi_targets(
    session: AsyncSession, actor: Actor, kpi: Kpi, new: KpiTargetsPut
) -> None:
    """Set what is wanted of single periods; the default stands for all others."""
    ensure_may_change(actor, kpi.owner)
    rows = [(each.period_on, each.target) for each in new.items]
    ensure_targets(kpi.frequency, kpi.yardstick, rows)
    was = await targets_of(session, actor, kpi.id)
    if was == (now := dict(rows)):
        return
    t = sql.kpi_target
    await session.exec(delete(KpiTarget).where(t.org_id == actor.org_id, t.kpi_id == kpi.id))
    place = {"org_id": actor.org_id, "kpi_id": kpi.id}
    session.add_all(KpiTarget(**place, period_on=on, target=each) for on, each in now.items())
    kpi.edited(actor.at)
    moved = await stand(session, actor, [kpi.id])
    before = Wanted(kpi.id, was).facts()
    await record(session, actor, "kpi.retargeted", Wanted(kpi.id, now), before, moved=moved)
