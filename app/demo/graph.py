"""The goals of a story and the edges between them, found from below and from above."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from app.domain.alignment import Edge, Relation
from app.domain.check_in import Report, Standing
from app.tables import Alignment, KeyResult, Objective

Goal = Objective | KeyResult


class Tie(NamedTuple):
    """An accepted edge, with its ends at hand."""

    child: UUID
    parent: UUID
    alignment: Alignment

    @property
    def contributes(self) -> bool:
        """Whether it moves figures."""
        return self.alignment.relation is Relation.contributes


Edges = dict[UUID, list[Tie]]
Ids = tuple[UUID, ...]


def many() -> Edges:
    """Return a place for edges by one of their ends."""
    return defaultdict(list)


@dataclass
class Graph:
    """Objectives, key results, what was reported of them, and the accepted edges between them."""

    goals: dict[UUID, Goal] = field(default_factory=dict)
    key_results: dict[UUID, list[KeyResult]] = field(default_factory=lambda: defaultdict(list))
    above: Edges = field(default_factory=many)
    below: Edges = field(default_factory=many)
    reports: dict[UUID, list[Report]] = field(default_factory=lambda: defaultdict(list))
    standings: dict[UUID, Standing] = field(default_factory=lambda: defaultdict(Standing))

    made: dict[UUID, Any] = field(default_factory=dict)  # see ways.py, as for the next two
    known: dict[Ids, Any] = field(default_factory=dict)
    through: dict[UUID, set[Ids]] = field(default_factory=lambda: defaultdict(set))

    def changed(self, *ids: UUID) -> None:
        """Forget of what some goals were made until now, and all ways that lead through them."""
        for id in ids:
            self.made.pop(id, None)
            for start in self.through.pop(id, ()):
                self.known.pop(start, None)

    def counts_no_more(self, id: UUID) -> None:
        """Forget of what the goals were made that something counted in: it was dropped."""
        own = [each.id for each in self.key_results.get(id, ())]
        self.changed(*(above for each in (id, *own) for above in self.moved_by(each)))

    def add(self, goal: Goal) -> None:
        """Take a new goal in."""
        self.goals[goal.id] = goal
        if isinstance(goal, KeyResult):
            self.key_results[goal.objective_id].append(goal)

    def link(self, edge: Alignment) -> None:
        """Take in an edge that was accepted."""
        tie = Tie(*edge.edge, edge)
        self.above[tie.child].append(tie)
        self.below[tie.parent].append(tie)
        if tie.contributes:
            self.changed(tie.child, tie.parent)

    def unlink(self, edge: Alignment) -> None:
        """Let an edge go."""
        tie = Tie(*edge.edge, edge)
        if tie in self.above[tie.child]:
            self.above[tie.child].remove(tie)
            self.below[tie.parent].remove(tie)
            self.changed(tie.child, tie.parent)

    def objective_of(self, id: UUID) -> Objective:
        """Return the objective that a goal is or belongs to."""
        goal = self.goals[id]
        found = goal if isinstance(goal, Objective) else self.goals[goal.objective_id]
        assert isinstance(found, Objective)
        return found

    def moved_by(self, id: UUID) -> Iterator[UUID]:
        """Yield what a goal enters directly."""
        goal = self.goals[id]
        if isinstance(goal, KeyResult):
            yield goal.objective_id
        for tie in self.above.get(id, ()):
            if tie.contributes:
                yield tie.parent

    def around(self, relation: Relation, new: Edge) -> list[Edge]:
        """Return the edges above the parent of a new one, and those below its child."""
        depends = relation is Relation.depends_on
        found: list[Edge] = []
        for start, up in ((new.parent, True), (new.child, False)):
            queue, seen = [start], {start}
            for id in queue:  # grows while it is walked
                edges = list(self.ways(id, depends=depends, up=up))
                found += edges
                ends = {edge.parent if up else edge.child for edge in edges} - seen
                seen |= ends
                queue += ends
        return found

    def ways(self, id: UUID, *, depends: bool, up: bool) -> Iterator[Edge]:
        """Yield the edges on one side of a goal; but for dependencies the implicit ones too."""
        goal = self.goals[id]
        for tie in (self.above if up else self.below).get(id, ()):
            if (tie.alignment.relation is Relation.depends_on) is depends:
                yield Edge(tie.child, tie.parent)
        if depends:
            return
        if not up:
            yield from (Edge(each.id, id) for each in self.key_results.get(id, ()))
        elif isinstance(goal, KeyResult):
            yield Edge(id, goal.objective_id)
