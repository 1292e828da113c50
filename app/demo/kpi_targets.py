"""What is wanted of single periods in the story."""

from typing import Any

from app.demo.kpi_script import Kpi as Told
from app.demo.kpi_values import wanted_of
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.kpi_target_rules import ensure_targets
from app.domain.permissions import ensure_may_change
from app.features.kpi_targets.commands import Wanted
from app.tables import Kpi, KpiTarget


def retarget(world: World, actor: Actor, told: Told, name: str) -> None:
    """Say what is wanted of single periods."""
    kpi: Kpi = world.things[name]
    ensure_may_change(actor, kpi.owner)
    wanted = wanted_of(world.calendar, told)
    ensure_targets(kpi.frequency, kpi.yardstick, list(wanted.items()))
    place: dict[str, Any] = {"org_id": actor.org_id, "kpi_id": kpi.id}
    rows = (place | {"period_on": on, "target": target} for on, target in wanted.items())
    world.rows[KpiTarget] += rows
    world.watching.targets[kpi.id] |= wanted
    kpi.edited(actor.at)
    before = Wanted(kpi.id, {}).facts()
    world.record(actor, "kpi.retargeted", Wanted(kpi.id, wanted), before)
