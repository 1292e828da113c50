"""How many KPIs there is room for in the story."""

from app.demo.world import World
from app.domain.active import Active
from app.domain.limits import Limit, LimitPolicy, most_on_a_day
from app.domain.ownership import Owner
from app.tables import Kpi


def ensure_room(world: World, owner: Owner, new: Kpi) -> None:
    """Raise where an owner would have more KPIs than they may have."""
    policy = world.organization
    limit = Limit(LimitPolicy.kpis, policy.limits, policy.max_kpis)
    spans: list[Active] = world.things.setdefault(f"kpis of {owner}", [])
    limit.ensure_room(most_on_a_day(spans, new.active))
    spans.append(new.active)
