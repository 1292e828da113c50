"""What adds up in the story: the figures of goals and of all that they move."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from app.demo.graph import Goal, Graph
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.alignment import Relation
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.domain.metric import ProgressSource
from app.domain.rollup import Goal as Sum
from app.domain.rollup import Moved, ProgressPolicy, roll_up
from app.tables import KeyResult


def add_up(world: World, actor: Actor, ids: Iterable[UUID]) -> list[Moved]:
    """Keep the figures of these goals and of all that they move, and return what moved."""
    graph = world.graph
    goals = [graph.goals[id] for id in above(graph, ids)]
    sums = {goal.id: sum_of(graph, goal) for goal in goals if adds_up(goal)}
    parts = {part for each in sums.values() for part in each.parts}
    figures = roll_up(sums, {id: graph.goals[id].progress for id in parts})
    moved = []
    for goal in sorted(goals, key=lambda each: each.kind_name):  # key results first, as they count
        if goal.id in figures and figures[goal.id] != goal.progress:
            moved.append(Moved(goal.kind_name, goal.id, goal.progress, figures[goal.id]))
            goal.progress, goal.updated_at = figures[goal.id], actor.at
            if isinstance(goal, KeyResult):
                goal.attainment = goal.progress
    return moved


def above(graph: Graph, ids: Iterable[UUID]) -> list[UUID]:
    """Return goals and everything that they move. What is frozen is reached, and not passed."""
    found = list(ids)
    seen, start = set(found), set(found)
    for id in found:  # grows while it is walked
        if id not in start and graph.goals[id].frozen_on is not None:
            continue
        new = [each for each in graph.moved_by(id) if each not in seen]
        seen.update(new)
        found += new
    return found


def adds_up(goal: Goal) -> bool:
    """Whether the figure of a goal is that of others, and still moves."""
    fed = not isinstance(goal, KeyResult) or goal.progress_source is ProgressSource.children
    return fed and goal.frozen_on is None


def sum_of(graph: Graph, goal: Goal) -> Sum:
    """Return what the figure of a goal is made of."""
    children = {
        edge.edge.child: edge.weight
        for edge in graph.below.get(goal.id, ())
        if edge.relation is Relation.contributes and counts(graph, edge.edge.child)
    }
    if isinstance(goal, KeyResult):
        return Sum(ProgressPolicy.children, {}, children)
    own: dict[UUID, Decimal] = {
        each.id: each.weight
        for each in graph.key_results.get(goal.id, ())
        if each.state is KeyResultState.active
    }
    return Sum(goal.progress_policy, own, children, goal.progress)


def counts(graph: Graph, id: UUID) -> bool:
    """Whether something counts in what it contributes to: nothing of what was dropped does."""
    goal = graph.goals[id]
    if isinstance(goal, KeyResult) and goal.state is KeyResultState.dropped:
        return False
    return graph.objective_of(id).state is not ObjectiveState.dropped
