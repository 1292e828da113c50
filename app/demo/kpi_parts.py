"""What the formulas of the story are made of."""

from app.demo.world import World
from app.domain.formula import ensure_known, names, read
from app.domain.formula_order import ensure_order
from app.domain.kpi_entry import ensure_frequency
from app.tables import Kpi, KpiPart


def take_parts(world: World, kpi: Kpi) -> None:
    """Tie a KPI to what its formula names, or raise where it cannot stand on that."""
    watching = world.watching
    if kpi.formula is None:
        return
    formula = read(kpi.formula)
    ensure_known(formula, watching.keys)
    ids = {watching.keys[key] for key in names(formula)}
    ensure_frequency(kpi.frequency, [watching.kpis[id].frequency for id in ids])
    ensure_order(kpi.id, watching.parts | {kpi.id: ids})
    watching.take_parts(kpi.id, ids)
    for id in sorted(ids):
        world.keep(KpiPart(org_id=kpi.org_id, kpi_id=kpi.id, part_id=id))
