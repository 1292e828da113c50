"""How much of everything there is."""

from sqlmodel import SQLModel

from app.demo.world import World
from app.tables import Alignment, CheckIn, KeyResult, Kpi, Measurement, Member, Objective, Team


def summed_up(world: World) -> str:
    """Return the figures of an organization in one line."""
    counted: dict[str, type[SQLModel]] = {
        "people": Member,
        "teams": Team,
        "objectives": Objective,
        "key results": KeyResult,
        "alignments": Alignment,
        "KPIs": Kpi,
        "measurements": Measurement,
        "check-ins": CheckIn,
    }
    return ", ".join(f"{len(world.rows[table]):,} {what}" for what, table in counted.items())
