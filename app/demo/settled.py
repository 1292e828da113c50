"""How the KPIs of the story stand in the end, in each period and over each cycle."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.demo.world import World
from app.features.kpi_figures.commands import figures_now, totals_now
from app.tables import Cycle, KpiFigure, KpiTotal


def settle(world: World) -> None:
    """Keep how every KPI stands, in each of its periods and over each cycle."""
    cycles = {cycle.id: cycle.span for cycle in world.rows[Cycle]}
    for id in world.watching.kpis:
        work = world.watching.work([id], None, cycles)
        world.rows[KpiFigure] += rows_of(world, "period_on", figures_now(work))
        world.rows[KpiTotal] += rows_of(world, "cycle_id", totals_now(work))


def rows_of(
    world: World, of: str, found: dict[tuple[UUID, Any], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield figures as rows of their table."""
    org_id = world.organization.id
    for (kpi_id, of_it), row in found.items():
        yield {"org_id": org_id, "kpi_id": kpi_id, of: of_it, **row}
