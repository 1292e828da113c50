"""How figures add up: a plain recursion from each goal down, without what was stored on the way."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from uuid import UUID

from app.domain.alignment import Relation
from app.domain.figure import clamped
from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import ObjectiveState
from app.domain.mean import Part, weighted_mean
from app.domain.metric import ProgressSource
from app.domain.rollup import Goal as Sum
from app.domain.rollup import figure
from app.tables import KeyResult, Objective
from app.verify.company import Company
from app.verify.key_results import Standings, attained
from app.verify.sentences import differing

Weighted = list[tuple[UUID, Decimal]]
Row = Objective | KeyResult


class Figures:
    """The progress of every goal of a company, reckoned when it is asked for and then kept."""

    def __init__(self, company: Company, standings: Standings) -> None:
        self.company = company
        self.standings = standings
        self.key_results: dict[UUID, Weighted] = defaultdict(list)
        self.children: dict[UUID, Weighted] = defaultdict(list)
        self.known: dict[UUID, Decimal | None] = {}
        for key_result in company.key_results.values():
            if key_result.state is KeyResultState.active:
                self.key_results[key_result.objective_id].append((key_result.id, key_result.weight))
        for alignment in company.accepted():
            if alignment.relation is Relation.contributes and self.counts(alignment.edge.child):
                self.children[alignment.edge.parent].append(
                    (alignment.edge.child, alignment.weight)
                )

    def counts(self, id: UUID) -> bool:
        """Whether something counts in what it contributes to: nothing of what was dropped does."""
        key_result = self.company.key_results.get(id)
        if key_result is not None:
            active = key_result.state is KeyResultState.active
            return active and self.counts(key_result.objective_id)
        return self.company.objectives[id].state is not ObjectiveState.dropped

    def of(self, id: UUID) -> Decimal | None:
        """Return the progress of a goal."""
        if id not in self.known:
            row: Row = self.company.objectives.get(id) or self.company.key_results[id]
            self.known[id] = row.progress if row.frozen_on is not None else self.reckoned(row)
        return self.known[id]

    def reckoned(self, row: Row) -> Decimal | None:
        """Return the progress of a goal that moves."""
        if isinstance(row, Objective):
            own = self.parts(self.key_results[row.id])
            return figure(
                Sum(row.progress_policy, manual=row.progress),
                own,
                self.parts(self.children[row.id]),
            )
        if row.progress_source is ProgressSource.children:
            return weighted_mean(self.parts(self.children[row.id]))
        return clamped(attained(row, self.standings[row.id]))

    def parts(self, weighted: Iterable[tuple[UUID, Decimal]]) -> list[Part]:
        """Return what enters a figure, in the order of ids."""
        return [Part(weight, self.of(id)) for id, weight in sorted(weighted)]


def wrong_figures(company: Company, standings: Standings) -> Iterator[str]:
    """Yield the figures that are not what they add up to."""
    figures = Figures(company, standings)
    for objective in company.objectives.values():
        expected = {"progress": figures.of(objective.id)}
        yield from differing("objective", objective.id, dict(objective), expected)
    for key_result in company.key_results.values():
        fed = key_result.progress_source is ProgressSource.children
        if fed and key_result.frozen_on is None:
            progress = figures.of(key_result.id)
            expected = {"progress": progress, "attainment": progress}
            yield from differing("key_result", key_result.id, dict(key_result), expected)
