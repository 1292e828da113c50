"""How the KPIs of the story come to be: written down before the year, with what is wanted."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.changes import owner_of
from app.demo.cycles import ensure_takes_changes
from app.demo.kpi_script import Kpi as Told
from app.demo.kpi_values import readings_of, wanted_of, watched_from
from app.demo.measurements import measure
from app.demo.script import Objective, Story
from app.demo.world import World
from app.domain.active import Active
from app.domain.actor import Actor
from app.domain.formula import ensure_known, names, read
from app.domain.formula_order import ensure_order
from app.domain.kpi import default_scoring
from app.domain.kpi_entry import ensure_frequency
from app.domain.kpi_key import KpiKeyTaken, ensure_key, key_of
from app.domain.kpi_target_rules import ensure_targets
from app.domain.lifecycle import ensure_open
from app.domain.limits import Limit, LimitPolicy, most_on_a_day
from app.domain.ownership import Owner
from app.domain.permissions import ensure_may_change
from app.domain.visibility import starting_visibility
from app.features.kpi_targets.commands import Wanted
from app.features.kpis.commands import Watched, ensure_fit, written
from app.features.kpis.schemas import KpiCreate
from app.tables import Kpi, KpiGuard, KpiPart, KpiTarget
from app.tables.base import new_id
from app.tables.owned import owner_columns

BEFORE = timedelta(days=30)  # the year begins
GUARDED = timedelta(days=10)  # before the cycle of an objective begins
DAY = timedelta(days=1)
HOUR = 60
SAID = {
    "name", "definition", "unit", "direction", "frequency", "aggregate", "formula", "weight",
    "baseline", "lower", "upper", "steps", "warning",
}  # fmt: skip
IF_SAID = {"key", "scoring", "visibility"}


def acts_of_kpi(
    story: Story, calendar: Calendar, objectives: dict[str, Objective], told: Told, place: int
) -> Iterator[Act]:
    """Yield what happens to a KPI, from its first line on."""
    who, name = story.speakers[told.owner], f"kpi {place}"
    begun, minute = calendar.spans["year"].first - BEFORE, place % HOUR
    at = calendar.at(begun, 9 + place // HOUR, minute)
    yield Act(at, who, partial(create, told=told, name=name))
    if told.targets or told.stages:
        later = calendar.at(begun + DAY, 8, minute)
        yield Act(later, who, partial(retarget, told=told, name=name))
    for goal in told.guards:
        first = calendar.spans[objectives[goal].cycle].first
        does = partial(guard, name=name, goal=goal)
        yield Act(calendar.at(first - GUARDED, 13, minute), who, does)
    if told.formula is None:
        for reading in readings_of(calendar, told):
            day = max(reading.day, begun + DAY)  # what was before is taken over
            does = partial(measure, name=name, told=reading)
            yield Act(calendar.at(day, 9 + place // HOUR, minute), told.by or who, does)


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


def ensure_room(world: World, owner: Owner, new: Kpi) -> None:
    """Raise where an owner would have more KPIs than they may have."""
    policy = world.organization
    limit = Limit(LimitPolicy.kpis, policy.limits, policy.max_kpis)
    spans: list[Active] = world.things.setdefault(f"kpis of {owner}", [])
    limit.ensure_room(most_on_a_day(spans, new.active))
    spans.append(new.active)


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


def retarget(world: World, actor: Actor, told: Told, name: str) -> None:
    """Say what is wanted of single periods."""
    kpi: Kpi = world.things[name]
    ensure_may_change(actor, kpi.owner)
    wanted = wanted_of(world.calendar, told)
    ensure_targets(kpi.frequency, kpi.yardstick, list(wanted.items()))
    place: dict[str, Any] = {"org_id": actor.org_id, "kpi_id": kpi.id}
    for on, target in wanted.items():
        world.keep(KpiTarget(**place, period_on=on, target=target))
    world.watching.targets[kpi.id] |= wanted
    kpi.edited(actor.at)
    before = Wanted(kpi.id, {}).facts()
    world.record(actor, "kpi.retargeted", Wanted(kpi.id, wanted), before)


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
