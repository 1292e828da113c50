"""How the objectives of the story change, by the rules."""

from decimal import Decimal
from typing import Any

from app.demo.cycles import ensure_takes_changes
from app.demo.figures import add_up
from app.demo.frozen import freeze, freeze_key_result
from app.demo.key_results import add_key_result
from app.demo.script import Objective as Told
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.key_result_state import KeyResultState, key_result_moved
from app.domain.lifecycle import OVER, ObjectiveState, ensure_open, moved
from app.domain.outcome import ensure_outcome
from app.domain.ownership import Owner, OwnerKind
from app.domain.permissions import ensure_may_agree, ensure_may_change
from app.domain.rollup import Moved, NotManual, ProgressPolicy
from app.domain.visibility import ensure_visibility, starting_visibility
from app.features.objectives.schemas import ObjectiveCreate
from app.tables import KeyResult, Objective
from app.tables.owned import owner_columns


def owner_of(world: World, key: str) -> Owner:
    """Return whose an objective is."""
    if key == "company":
        return Owner(OwnerKind.organization, None)
    if key.startswith("@"):
        return Owner(OwnerKind.team, world.things[key].id)
    return Owner(OwnerKind.member, world.members[key].id)


def create(world: World, actor: Actor, told: Told) -> None:
    """Write an objective down, with its key results."""
    owner, cycle_id = owner_of(world, told.owner), world.things[told.cycle].id
    ensure_may_change(actor, owner)
    ensure_takes_changes(world, cycle_id)
    theme = None if told.theme is None else world.things[f"theme {told.theme}"].id
    policy = starting_visibility(owner, world.organization.objective_visibility)
    seen_by = told.visibility or policy
    ensure_visibility(owner, seen_by)
    new = ObjectiveCreate.model_validate(
        told.model_dump(include={"title", "why", "description", "type", "weight"})
        | {"cycle_id": cycle_id, "owner": owner._asdict(), "progress_policy": told.policy}
        | {"theme_id": theme, "visibility": seen_by}
    )
    fields: dict[str, Any] = new.model_dump(exclude={"owner", "key_results"})
    objective = world.make(Objective, actor, fields | owner_columns(owner))
    world.things[told.key] = objective
    world.graph.add(objective)
    made = [add_key_result(world, actor, objective, told, n) for n in range(len(told.key_results))]
    figures = add_up(world, actor, [objective.id, *(each.id for each in made)])
    world.record(actor, "objective.created", objective, moved=figures)
    for key_result in made:
        world.record(actor, "key_result.created", key_result)


def move(world: World, actor: Actor, told: Told, to: ObjectiveState, note: str | None) -> None:
    """Take an objective to its next state. Nobody agrees in another's name."""
    objective: Objective = world.things[told.key]
    if to is ObjectiveState.agreed:
        ensure_may_agree(actor, objective.owner)
    else:
        ensure_may_change(actor, objective.owner)
    ensure_takes_changes(world, objective.cycle_id)
    before, state = objective.facts(), moved(objective.state, to)
    outcome = told.outcome if to is ObjectiveState.closed else None
    ensure_outcome(objective.type, state, outcome)
    if state in OVER:
        freeze(world, actor, objective)
        world.graph.counts_no_more(objective.id)
    objective.state, objective.outcome = state, outcome
    objective.edited(actor.at)
    below = [each.id for each in world.graph.key_results[objective.id]]
    figures = add_up(world, actor, [objective.id, *below])
    world.record(actor, "objective.moved", objective, before, moved=figures, note=note)


def ensure_changeable(world: World, actor: Actor, objective: Objective) -> None:
    """Raise where somebody may not change an objective, or where it changes no more."""
    ensure_may_change(actor, objective.owner)
    ensure_takes_changes(world, objective.cycle_id)
    ensure_open(objective.state)


def set_progress(world: World, actor: Actor, key: str, progress: Decimal) -> None:
    """Say how far an objective has come that nothing adds up to."""
    objective: Objective = world.things[key]
    ensure_changeable(world, actor, objective)
    if objective.progress_policy is not ProgressPolicy.manual:
        raise NotManual
    before, was = objective.facts(), objective.progress
    objective.progress = progress
    objective.edited(actor.at)
    by_hand = Moved(objective.kind_name, objective.id, was, progress)
    figures = [by_hand, *add_up(world, actor, [objective.id])]
    world.record(actor, "objective.updated", objective, before, moved=figures)


def drop(world: World, actor: Actor, name: str, note: str) -> None:
    """Give a key result up."""
    key_result: KeyResult = world.things[name]
    objective = world.graph.objective_of(key_result.id)
    ensure_changeable(world, actor, objective)
    before = key_result.facts()
    state = key_result_moved(key_result.state, KeyResultState.dropped)
    freeze_key_result(world, actor, objective, key_result)
    key_result.state = state
    world.graph.counts_no_more(key_result.id)
    key_result.edited(actor.at)
    objective.updated_at = actor.at
    figures = add_up(world, actor, [key_result.id])
    world.record(actor, "key_result.moved", key_result, before, moved=figures, note=note)
