"""Beginning to watch a figure in the story."""

from uuid import UUID

from app.demo.changes import owner_of
from app.demo.kpi_parts import take_parts
from app.demo.kpi_periods import watched_from
from app.demo.kpi_room import ensure_room
from app.demo.kpi_script import Kpi as Told
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.kpi import default_scoring
from app.domain.kpi_key import KpiKeyTaken, ensure_key, key_of
from app.domain.permissions import ensure_may_change
from app.domain.visibility import starting_visibility
from app.features.kpis.commands import Watched, ensure_fit, written
from app.features.kpis.schemas import KpiCreate
from app.tables import Kpi
from app.tables.base import new_id
from app.tables.owned import owner_columns

SAID = {
    "name", "definition", "unit", "direction", "frequency", "aggregate", "formula", "weight",
    "baseline", "lower", "upper", "steps", "warning",
}  # fmt: skip
IF_SAID = {"key", "scoring", "visibility"}


def create(world: World, actor: Actor, told: Told, name: str) -> None:
    """Watch a figure from now on."""
    owner, id = owner_of(world, told.owner), new_id()
    ensure_may_change(actor, owner)
    said = told.model_dump(include=SAID) | {"target": told.usual}
    said |= told.model_dump(include=IF_SAID, exclude_none=True)
    from_on = {"active_from": watched_from(world.calendar)}
    new = KpiCreate.model_validate(said | from_on | {"owner": owner._asdict()})
    fields = written(new) | owner_columns(owner) | {"id": id}
    fields["key"] = free_key(world, told, id)
    fields.setdefault("scoring", default_scoring(new.direction))
    policy = world.organization.objective_visibility
    fields.setdefault("visibility", starting_visibility(owner, policy))
    kpi = world.make(Kpi, actor, fields)
    ensure_fit(kpi)
    ensure_room(world, owner, kpi)
    world.things[name] = world.watching.kpis[id] = kpi
    world.watching.keys[kpi.key] = id
    take_parts(world, kpi)
    world.record(actor, "kpi.created", Watched(kpi, []))


def free_key(world: World, told: Told, id: UUID) -> str:
    """Return the key that a KPI is to have, or one made of its name that nobody has."""
    taken = world.watching.keys
    if told.key is None:
        return key_of(told.name, id, taken)
    ensure_key(told.key)
    if told.key in taken:
        raise KpiKeyTaken
    return told.key
