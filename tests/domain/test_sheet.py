"""What makes a sheet complete, and what is said of one that is not."""

from datetime import date
from typing import Any

import pytest

from app.domain.active import Active
from app.domain.limits import LimitPolicy, Limits
from app.domain.sheet import Goal, Sheet, Subject, WatchedFigure
from app.domain.span import Span

ANN = Subject("member", "ann")
ALWAYS = Active(date(2020, 1, 1))
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
MOST = {LimitPolicy.objectives: 3, LimitPolicy.kpis: 3, LimitPolicy.key_results: 5}


def goal(key_results: int = 2, *, agreed: bool = True, **seen: Any) -> Goal:
    return Goal(Subject("objective", "goal", **seen), agreed, key_results)


def kpi(*, judged: bool = True, active: Active = ALWAYS, **seen: Any) -> WatchedFigure:
    return WatchedFigure(Subject("kpi", "figure", **seen), active, judged)


def sheet(goals: list[Goal], kpis: list[WatchedFigure], mode: Limits = Limits.enforce) -> Sheet:
    return Sheet(ANN, YEAR, mode, MOST, goals, kpis)


def codes(of: Sheet) -> list[str]:
    return [finding.code for finding in of.findings]


@pytest.mark.parametrize(
    ("goals", "kpis", "complete", "found"),
    [
        ([], [], False, ["no_objective", "no_kpi"]),
        ([goal()], [kpi()], True, []),
        ([goal()], [], False, ["no_kpi"]),
        ([], [kpi()], False, ["no_objective"]),
        ([goal(agreed=False)], [kpi()], False, ["none_agreed"]),
        ([goal(1)], [kpi()], False, ["too_few_key_results"]),
        ([goal(1), goal(2, agreed=False)], [kpi()], False, ["too_few_key_results"]),
        ([goal()], [kpi(judged=False)], False, ["kpi_without_target"]),
        ([goal(), goal(0)], [kpi(), kpi(judged=False)], True,
         ["too_few_key_results", "kpi_without_target"]),
        ([goal()] * 4, [kpi()] * 4, True, ["too_many_objectives", "too_many_kpis"]),
        ([goal(5), goal(6)], [kpi()], True, ["too_many_key_results"]),
    ],
)  # fmt: skip
def test_a_sheet_that_is_not_complete_says_what_is_missing(
    goals: list[Goal], kpis: list[WatchedFigure], complete: bool, found: list[str]
) -> None:
    assert (sheet(goals, kpis).is_complete, codes(sheet(goals, kpis))) == (complete, found)
    assert codes(sheet(goals, kpis, Limits.advise)) == found


def test_a_finding_counts_and_names_what_it_is_about() -> None:
    few, many, fullest = sheet([goal(1), goal(6, is_seen=False)], [kpi()] * 4).findings

    assert (few.subject.id, few.count, few.most) == ("goal", 1, 2)
    assert (many.subject.is_seen, many.count, many.most) == (False, 6, 5)
    assert (fullest.subject, fullest.count, fullest.most) == (ANN, 4, 3)


def test_kpis_count_on_their_fullest_day_of_the_cycle() -> None:
    spring = Active(date(2025, 1, 1), date(2026, 6, 30))
    summer = Active(date(2026, 7, 1))
    of_both = [kpi(active=spring)] * 3 + [kpi(active=summer)] * 2

    assert sheet([], of_both).kpis_used == 3
    assert sheet([], [*of_both, kpi(active=Active(date(2026, 6, 30)))]).kpis_used == 4
