"""What a change has to add up, children before parents; remembered until the graph changes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import Any, NamedTuple
from uuid import UUID

from app.demo.graph import Goal, Graph, Ids
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.domain.metric import ProgressSource
from app.domain.rollup import Goal as Sum
from app.domain.rollup import ProgressPolicy
from app.tables import KeyResult

Columns = dict[str, Any]  # of a row: a mapped attribute takes its time, and millions are read
Parts = Sequence[tuple[Decimal, Columns]]
SUMS = {policy: Sum(policy) for policy in ProgressPolicy}


class Way(NamedTuple):
    """A goal whose figure moves, and what that is made of, in the order of ids."""

    goal: Goal
    kind: str
    sum: Sum
    own: Parts
    children: Parts
    ids: Sequence[UUID]  # of both


def ways_up(graph: Graph, ids: Ids) -> Sequence[Way]:
    """Return the goals among these and above them whose figures still move."""
    ids = shared(graph, ids)
    if ids not in graph.known:
        passed = above(graph, ids)
        graph.known[ids] = in_order(graph, [id for id in passed if adds_up(graph.goals[id])])
        for id in passed:
            graph.through[id].add(ids)
    found: Sequence[Way] = graph.known[ids]
    return found


def shared(graph: Graph, ids: Ids) -> Ids:
    """Return where the same ways begin for several: at what a key result moves and nothing else.

    Not where its objective is frozen, which is passed only by who begins there.
    """
    if len(ids) > 1 or not isinstance(key_result := graph.goals[ids[0]], KeyResult):
        return ids
    objective, *others = graph.moved_by(key_result.id)
    if others or adds_up(key_result) or graph.goals[objective].frozen_on is not None:
        return ids
    return (objective,)


def in_order(graph: Graph, moving: Sequence[UUID]) -> list[Way]:
    """Return the ways of goals, children before parents."""
    ways = {id: way_of(graph, graph.goals[id]) for id in moving}
    below = {id: [each for each in way.ids if each in ways] for id, way in ways.items()}
    return [ways[id] for id in TopologicalSorter(below).static_order()]


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
    return goal.frozen_on is None and policy_of(goal) is not ProgressPolicy.manual


def policy_of(goal: Goal) -> ProgressPolicy:
    """Return how the figure of a goal is made; what is reported of a key result is set by hand."""
    if not isinstance(goal, KeyResult):
        return goal.progress_policy
    fed = goal.progress_source is ProgressSource.children
    return ProgressPolicy.children if fed else ProgressPolicy.manual


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
    mine, fed = (parts_of(graph, each) for each in (own, children))
    return Way(goal, goal.kind_name, SUMS[policy_of(goal)], mine, fed, [*own, *children])


def parts_of(graph: Graph, weights: Mapping[UUID, Decimal]) -> Parts:
    """Return goals with their weights, in the order of their ids."""
    return [(weights[id], vars(graph.goals[id])) for id in sorted(weights)]


def counts(graph: Graph, id: UUID) -> bool:
    """Whether something counts in what it contributes to: nothing of what was dropped does."""
    goal = graph.goals[id]
    if isinstance(goal, KeyResult) and goal.state is KeyResultState.dropped:
        return False
    return graph.objective_of(id).state is not ObjectiveState.dropped
