"""O3K3: what somebody means to do in a cycle, on one sheet, and what is missing or too much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from app.domain.active import Active
from app.domain.limits import LimitPolicy, Limits, most_on_a_day
from app.domain.span import Span

ENOUGH = 2  # key results of an objective


class FindingCode(StrEnum):
    """What is missing, and then what is too much."""

    no_objective = "no_objective"
    none_agreed = "none_agreed"
    too_few_key_results = "too_few_key_results"
    no_kpi = "no_kpi"
    kpi_without_target = "kpi_without_target"
    too_many_objectives = "too_many_objectives"
    too_many_key_results = "too_many_key_results"
    too_many_kpis = "too_many_kpis"


class SheetFormat(StrEnum):
    """What a sheet can be had as."""

    json = "json"
    csv = "csv"
    xlsx = "xlsx"


class Subject(NamedTuple):
    """What a finding is about, and whether the reader may know which it is."""

    kind: str
    id: str
    is_seen: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to do: how many there are of what it is about, and how many there may be."""

    code: FindingCode
    subject: Subject
    count: int = 0
    most: int = 0


class Goal(NamedTuple):
    """An objective on a sheet: one that was not dropped, with its active key results."""

    subject: Subject
    is_agreed: bool  # or closed, which it was before
    key_results: int

    @property
    def is_whole(self) -> bool:
        """Whether a sheet can stand on it."""
        return self.is_agreed and self.key_results >= ENOUGH


class WatchedFigure(NamedTuple):
    """A KPI on a sheet: one that is watched on a day of the cycle."""

    subject: Subject
    active: Active
    is_judged: bool  # it has what its scoring needs: a target, steps or a range


@dataclass(frozen=True)
class Sheet:
    """All of it, what the reader may not see included."""

    owner: Subject
    cycle: Span
    mode: Limits
    most: Mapping[LimitPolicy, int]
    goals: Sequence[Goal]
    kpis: Sequence[WatchedFigure]

    @cached_property
    def kpis_used(self) -> int:
        """How many KPIs the fullest day of the cycle has: a limit is one of days."""
        return most_on_a_day((kpi.active for kpi in self.kpis), Active(*self.cycle))

    @property
    def is_complete(self) -> bool:
        """Whether there is something agreed that is measured, and a KPI that can be judged."""
        return any(goal.is_whole for goal in self.goals) and any(k.is_judged for k in self.kpis)

    @property
    def findings(self) -> list[Finding]:
        """What to do about it."""
        return [*self.missing(), *self.too_much()]

    def missing(self) -> Iterator[Finding]:
        """Yield what there is too little of. A sheet that is not complete has one of these."""
        if not self.goals:
            yield Finding(FindingCode.no_objective, self.owner)
        elif not any(goal.is_agreed for goal in self.goals):
            yield Finding(FindingCode.none_agreed, self.owner, len(self.goals))
        for goal in self.goals:
            if goal.key_results < ENOUGH:
                few = FindingCode.too_few_key_results
                yield Finding(few, goal.subject, goal.key_results, ENOUGH)
        if not self.kpis:
            yield Finding(FindingCode.no_kpi, self.owner)
        for kpi in self.kpis:
            if not kpi.is_judged:
                yield Finding(FindingCode.kpi_without_target, kpi.subject)

    def too_much(self) -> Iterator[Finding]:
        """Yield what there is more of than the organization has decided, whatever its mode."""
        goals, kpis = self.most[LimitPolicy.objectives], self.most[LimitPolicy.kpis]
        if len(self.goals) > goals:
            count = len(self.goals)
            yield Finding(FindingCode.too_many_objectives, self.owner, count, goals)
        most = self.most[LimitPolicy.key_results]
        for goal in self.goals:
            if goal.key_results > most:
                many = FindingCode.too_many_key_results
                yield Finding(many, goal.subject, goal.key_results, most)
        if self.kpis_used > kpis:
            yield Finding(FindingCode.too_many_kpis, self.owner, self.kpis_used, kpis)
