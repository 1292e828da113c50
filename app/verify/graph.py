"""The alignment graph as a whole: no loops, and no paths that nobody can follow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from uuid import UUID

from app.domain.alignment import MAX_GOALS, Edge, Relation
from app.verify.company import Company

Graph = dict[UUID, set[UUID]]  # from a goal to what it helps


def wrong_paths(company: Company) -> Iterator[str]:
    """Yield a loop, if there is one, and the longest path, if it is too long: of each graph."""
    accepted = company.accepted()
    depending = [e.edge for e in accepted if e.relation is Relation.depends_on]
    helping = [e.edge for e in accepted if e.relation is not Relation.depends_on]
    implicit = [Edge(each.id, each.objective_id) for each in company.key_results.values()]
    yield from wrong_in("contributes and supports", helping, implicit)
    yield from wrong_in("depends_on", depending, [])


def wrong_in(name: str, edges: Collection[Edge], implicit: Iterable[Edge]) -> Iterator[str]:
    """Yield what is wrong in one graph.

    A key result may be added below a path that is as long as it may be, so one at the very bottom
    is not counted.
    """
    reached = {edge.parent for edge in edges}
    counted = [*edges, *(edge for edge in implicit if edge.child in reached)]
    graph: Graph = defaultdict(set)
    for edge in counted:
        graph[edge.child].add(edge.parent)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        path = " > ".join(str(id) for id in error.args[1])
        yield f"alignment: the edges of {name} form a loop: {path}."
        return
    if (longest := longest_path(graph, order)) > MAX_GOALS:
        yield f"alignment: a path of {name} has {longest} goals on it, and at most {MAX_GOALS} may."


def longest_path(graph: Graph, order: Iterable[UUID]) -> int:
    """Return how many goals are on the longest path. What helps comes after what it helps."""
    goals: dict[UUID, int] = {}
    for id in order:
        goals[id] = 1 + max((goals[above] for above in graph.get(id, ())), default=0)
    return max(goals.values(), default=0)
