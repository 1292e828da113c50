"""What the demo remembers of its graph, and when it forgets it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.demo.graph import Graph
from app.demo.ways import ways_up
from app.domain.alignment import Relation
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.domain.metric import ProgressSource
from app.domain.rollup import ProgressPolicy
from app.tables import Alignment, KeyResult, Objective
from app.tables.base import new_id

WEIGHT = Decimal(1)
Company = tuple[Graph, KeyResult, Objective, Objective]


def objective() -> Objective:
    """Return an objective whose progress is that of all below it."""
    told: dict[str, Any] = {"state": ObjectiveState.agreed, "progress": None}
    return Objective(id=new_id(), progress_policy=ProgressPolicy.both, **told)


def key_result(of: Objective) -> KeyResult:
    """Return a key result that is reported."""
    told: dict[str, Any] = {"state": KeyResultState.active, "weight": WEIGHT, "progress": None}
    told |= {"progress_source": ProgressSource.check_ins, "objective_id": of.id}
    return KeyResult(id=new_id(), **told)


def edge(child: Objective, parent: Objective) -> Alignment:
    """Return an edge over which figures move."""
    told: dict[str, Any] = {"relation": Relation.contributes, "weight": WEIGHT}
    return Alignment(child_objective_id=child.id, parent_objective_id=parent.id, **told)


@pytest.fixture
def company() -> Company:
    """A key result, its objective, and one that could be above it."""
    graph, low, high = Graph(), objective(), objective()
    result = key_result(low)
    for goal in (low, high, result):
        graph.add(goal)
    return graph, result, low, high


def moved(graph: Graph, start: KeyResult | Objective) -> list[Any]:
    """Return what moves with something, in order."""
    return [way.goal for way in ways_up(graph, (start.id,))]


def test_an_edge_that_comes_and_goes_changes_ways_that_were_known(company: Company) -> None:
    graph, result, low, high = company
    assert moved(graph, result) == [low]
    link = edge(low, high)

    graph.link(link)
    assert moved(graph, result) == [low, high]

    graph.unlink(link)
    assert moved(graph, result) == [low]


def test_what_is_frozen_moves_no_more_and_lets_nothing_through(company: Company) -> None:
    graph, result, low, high = company
    graph.link(edge(low, high))
    assert moved(graph, result) == [low, high]

    low.frozen_on = date(2026, 3, 31)
    graph.changed(low.id)

    assert moved(graph, result) == []
    assert moved(graph, low) == [high]  # the change that froze it still counts above


def test_what_was_dropped_enters_nothing(company: Company) -> None:
    graph, result, low, _ = company
    [way] = ways_up(graph, (result.id,))
    assert list(way.ids) == [result.id]

    result.state = KeyResultState.dropped
    graph.counts_no_more(result.id)

    [way] = ways_up(graph, (low.id,))
    assert list(way.ids) == []
