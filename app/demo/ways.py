"""What a change has to add up, children before parents; remembered until the graph changes."""

from collections.abc import Sequence
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import NamedTuple
from uuid import UUID

from app.demo.graph import Goal, Graph
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.domain.metric import ProgressSource
from app.tables import KeyResult

Parts = Sequence[tuple[Decimal, Goal]]


class Way(NamedTuple):
    """A goal whose figure moves, and what that is made of, in the order of ids."""

    goal: Goal
    own: Parts
    children: Parts


def ways_up(graph: Graph, ids: tuple[UUID, ...]) -> Sequence[Way]:
    """Return the goals among these and above them whose figures still move."""
    if ids not in graph.known:
        goals = [graph.goals[id] for id in above(graph, ids)]
        moving = {goal.id: way_of(graph, goal) for goal in goals if adds_up(goal)}
        below = {
            id: [goal.id for _, goal in (*way.own, *way.children) if goal.id in moving]
            for id, way in moving.items()
        }
        graph.known[ids] = [moving[id] for id in TopologicalSorter(below).static_order()]
    found: Sequence[Way] = graph.known[ids]
    return found


def above(graph: Graph, ids: Sequence[UUID]) -> list[UUID]:
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


def way_of(graph: Graph, goal: Goal) -> Way:
    """Return a goal with what its figure is made of."""
    if goal.id not in graph.made:
        graph.made[goal.id] = made_of(graph, goal)
    found: Way = graph.made[goal.id]
    return found


def made_of(graph: Graph, goal: Goal) -> Way:
    """Return the same, from the edges and key results as they are."""
    children = {
        tie.child: tie.alignment.weight
        for tie in graph.below.get(goal.id, ())
        if tie.contributes and counts(graph, tie.child)
    }
    own = {
        each.id: each.weight
        for each in graph.key_results.get(goal.id, ())
        if each.state is KeyResultState.active
    }
    both = ([(each[id], graph.goals[id]) for id in sorted(each)] for each in (own, children))
    return Way(goal, *both)


def counts(graph: Graph, id: UUID) -> bool:
    """Whether something counts in what it contributes to: nothing of what was dropped does."""
    goal = graph.goals[id]
    if isinstance(goal, KeyResult) and goal.state is KeyResultState.dropped:
        return False
    return graph.objective_of(id).state is not ObjectiveState.dropped
