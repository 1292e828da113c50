"""KPIs of the story that watch over an objective."""

from app.demo.cycles import ensure_takes_changes
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.lifecycle import ensure_open
from app.domain.permissions import ensure_may_change
from app.features.kpis.commands import Watched
from app.tables import KpiGuard


def guard(world: World, actor: Actor, name: str, goal: str) -> None:
    """Let a KPI guard an objective, beside those that it guards."""
    kpi, objective = world.things[name], world.things[goal]
    ensure_may_change(actor, kpi.owner)
    ensure_takes_changes(world, objective.cycle_id)
    ensure_open(objective.state)
    guarded = world.watching.guards[kpi.id]
    before = Watched(kpi, sorted(guarded)).facts()
    guarded.add(objective.id)
    world.keep(KpiGuard(org_id=actor.org_id, kpi_id=kpi.id, objective_id=objective.id))
    kpi.edited(actor.at)
    world.record(actor, "kpi.updated", Watched(kpi, sorted(guarded)), before)
