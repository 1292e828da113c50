"""How the edges of the story change, by the rules."""

from typing import Any

from app.demo.cycles import ensure_takes_changes
from app.demo.figures import add_up
from app.demo.graph import Goal
from app.demo.script import Alignment as Told
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.alignment import (
    LIVING,
    AlignmentExists,
    AlignmentState,
    GoalKind,
    Relation,
    ensure_fits,
    ensure_kinds,
    ensure_overlap,
)
from app.domain.decision import Decision, decided, withdrawn
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveOver, ensure_open
from app.domain.permissions import ensure_may_change, ensure_may_decide, may_decide
from app.domain.policies import Approval
from app.features.alignment.schemas import AlignmentCreate
from app.tables import Alignment, KeyResult


def propose(world: World, actor: Actor, told: Told, name: str) -> None:
    """Say that one goal helps another. Who may also answer for the parent has answered."""
    child, parent = (world.things[end] for end in (told.child, told.parent))
    ends = {"child": end_of(child), "parent": end_of(parent)}
    said = told.model_dump(include={"relation", "weight", "note"})
    new = AlignmentCreate.model_validate(ends | said)
    ensure_may_change(actor, world.graph.objective_of(child.id).owner)
    ensure_kinds(new.child.kind, new.parent.kind)
    ensure_linkable(world, child, parent)
    automatic = world.organization.alignment_approval is Approval.automatic
    at_once = automatic or may_decide(actor, world.graph.objective_of(parent.id).owner)
    ensure_new(world, name)
    fields: dict[str, Any] = said | {
        f"child_{new.child.kind}_id": child.id,
        f"parent_{new.parent.kind}_id": parent.id,
        "state": AlignmentState.accepted if at_once else AlignmentState.proposed,
        "accepted_at": actor.at if at_once else None,
    }
    alignment = Alignment.model_validate(
        fields | {"org_id": actor.org_id, "created_at": actor.at, "updated_at": actor.at}
    )
    ensure_fitting(world, alignment)
    world.things[name] = world.keep(alignment)
    figures = count(world, actor, alignment)
    world.record(actor, "alignment.created", alignment, moved=figures)


def end_of(goal: Goal) -> dict[str, Any]:
    """Return how a request names an end of an edge."""
    return {"kind": GoalKind(goal.kind_name), "id": goal.id}


def ensure_linkable(world: World, *ends: Goal) -> None:
    """Raise where an end is over, or where the cycles of both have no day in common."""
    spans = []
    for goal in ends:
        objective = world.graph.objective_of(goal.id)
        ensure_takes_changes(world, objective.cycle_id)
        ensure_open(objective.state)
        if isinstance(goal, KeyResult) and goal.state is KeyResultState.dropped:
            raise ObjectiveOver(state=goal.state)
        spans.append(world.things[f"cycle {objective.cycle_id}"].span)
    ensure_overlap(*spans)


def ensure_new(world: World, name: str) -> None:
    """Raise where there is such an edge already, proposed or accepted."""
    known: Alignment | None = world.things.get(name)
    if known is not None and known.state in LIVING:
        raise AlignmentExists


def ensure_fitting(world: World, alignment: Alignment) -> None:
    """Raise where an edge would close a loop, or make a path too long."""
    edges = world.graph.around(alignment.relation, alignment.edge)
    ids = {id for edge in (*edges, alignment.edge) for id in edge}
    kinds = {id: GoalKind(world.graph.goals[id].kind_name) for id in ids}
    ensure_fits(alignment.edge, edges, kinds)


def answer(world: World, actor: Actor, told: Told, name: str) -> None:
    """Answer, unless whoever proposed it has answered for both sides."""
    alignment: Alignment = world.things[name]
    if alignment.state is not AlignmentState.proposed:
        return
    child, parent = (world.graph.goals[id] for id in alignment.edge)
    ensure_may_decide(actor, world.graph.objective_of(parent.id).owner)
    before, state = alignment.facts(), decided(alignment.state, Decision(told.answer))
    if state is AlignmentState.accepted:
        ensure_linkable(world, child, parent)
        ensure_fitting(world, alignment)
        alignment.accepted_at = actor.at
    move(world, actor, alignment, state, before, told.answer_note)


def withdraw(world: World, actor: Actor, name: str, note: str) -> None:
    """Take an edge back, as the child's side."""
    alignment: Alignment = world.things[name]
    ensure_may_change(actor, world.graph.objective_of(alignment.edge.child).owner)
    before, state = alignment.facts(), withdrawn(alignment.state)
    move(world, actor, alignment, state, before, note)


def move(
    world: World,
    actor: Actor,
    alignment: Alignment,
    state: AlignmentState,
    before: dict[str, Any],
    note: str | None,
) -> None:
    """Take an edge to another state, and let what it moves move."""
    alignment.state = state
    alignment.edited(actor.at)
    figures = count(world, actor, alignment)
    world.record(actor, f"alignment.{state}", alignment, before, moved=figures, note=note)


def count(world: World, actor: Actor, alignment: Alignment) -> list[Any]:
    """Let an edge move what it contributes to, or no longer does."""
    if alignment.accepted_at is None:
        return []
    if alignment.state is AlignmentState.accepted:
        world.graph.link(alignment)
    else:
        world.graph.unlink(alignment)
    if alignment.relation is not Relation.contributes:
        return []
    return add_up(world, actor, [alignment.edge.parent])
