"""Scores: what is proposed, what counts above, and what it means."""

from decimal import Decimal

import pytest

from app.domain.cycle import CycleState
from app.domain.errors import DomainError
from app.domain.lifecycle import ObjectiveState
from app.domain.outcome import ObjectiveType, Outcome
from app.domain.scorable import ensure_scorable, ensure_score_reason
from app.domain.score import Score, band
from app.domain.score_proposal import Result, first_proposed_above, proposed_above, rounded

ONE = Decimal(1)


def d(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("progress", "proposed"),
    [
        (None, None),
        ("0", "0"),
        ("0.004999", "0"),
        ("0.005", "0.01"),
        ("0.125", "0.13"),
        ("0.135", "0.14"),
        ("0.3333333333333333333333333333", "0.33"),
        ("0.6666666666666666666666666667", "0.67"),
        ("0.994999", "0.99"),
        ("0.995", "1"),
        ("1", "1"),
    ],
)
def test_progress_proposes_a_score_and_halves_go_up(
    progress: str | None, proposed: str | None
) -> None:
    assert rounded(d(progress)) == d(proposed)


# weight, progress, confirmed, and the progress against the first target where that has moved
Row = tuple[str, str | None, str | None, str | None]


def results(*rows: Row) -> list[Result]:
    return [
        Result(Decimal(w), d(p), d(confirmed), first is not None, d(first))
        for w, p, confirmed, first in rows
    ]


@pytest.mark.parametrize(
    ("rows", "proposed", "first"),
    [
        ([], "0.42", "0.42"),  # without key results: its own progress, 0.415
        ([("1", "0.5", None, None)], "0.5", "0.5"),
        ([("2", "0.5", None, None), ("1", "0.2", None, None)], "0.4", "0.4"),
        # what is proposed below is what people see there: a third is 0.33, and (2 * 0.33 + 1) / 3
        ([("2", "0.33333333333", None, None), ("1", "1", None, None)], "0.55", "0.55"),
        ([("2", "0.33333333333", "0.33", None), ("1", "1", "1", None)], "0.55", "0.55"),
        ([("1", "0.5", "0.8", None), ("1", "0.2", None, None)], "0.5", "0.5"),
        ([("1", "0.01", None, None), ("1", "0.02", None, None)], "0.02", "0.02"),  # 0.015
        ([("1", None, None, None), ("3", "0.9", None, None)], "0.9", "0.9"),
        ([("1", None, "0.3", None), ("1", "0.9", None, None)], "0.6", "0.6"),
        ([("1", None, None, None)], None, None),  # nothing was measured: not its progress
        ([("1", "0", None, None), ("999", "1", None, None)], "1", "1"),  # 0.999
        ([("1", "0.5", None, "1"), ("1", "0.5", None, None)], "0.5", "0.75"),
        ([("1", "0.5", "0.6", "1"), ("1", "0.5", "0.7", None)], "0.65", "0.85"),
    ],
)
def test_an_objective_is_the_mean_of_what_stands_below(
    rows: list[Row], proposed: str | None, first: str | None
) -> None:
    below, progress = results(*rows), Decimal("0.415")

    assert proposed_above(below, progress) == d(proposed)
    assert first_proposed_above(below, progress) == d(first)


@pytest.mark.parametrize(
    ("score", "looks"),
    [
        ("0", "red"),
        ("0.39", "red"),
        ("0.4", "yellow"),
        ("0.69", "yellow"),
        ("0.7", "green"),
        ("1", "green"),
    ],
)
def test_a_score_is_in_one_band(score: str, looks: str) -> None:
    assert band(Decimal(score)) == looks


@pytest.mark.parametrize(
    ("kind", "score", "outcome", "met", "learning"),
    [
        ("committed", "1", "achieved", True, None),
        ("committed", "0.99", "achieved", False, None),
        ("committed", None, None, None, None),
        ("aspirational", "0.7", "partial", True, None),
        ("aspirational", "0.69", "partial", False, None),
        ("aspirational", None, None, None, None),
        ("learning", "0.1", "validated", True, "validated"),
        ("learning", "1", "invalidated", True, "invalidated"),
        ("learning", None, "invalidated", True, "invalidated"),
        ("learning", "1", None, False, None),
    ],
)
def test_what_a_score_means_depends_on_what_was_expected(
    kind: str, score: str | None, outcome: str | None, met: bool | None, learning: str | None
) -> None:
    came = Outcome(outcome) if outcome else None
    said = Score(ObjectiveType(kind), came, d(score), d(score))

    assert (said.met, said.learning) == (met, learning)


def test_what_people_confirmed_stands_over_what_is_proposed() -> None:
    said = Score(ObjectiveType.committed, None, Decimal("0.2"), Decimal("0.2"), ONE, "Late.")

    assert (said.score, said.confirmed, said.band, said.met) == (ONE, True, "green", True)


def code(check: str, *args: object) -> str | None:
    try:
        {"scorable": ensure_scorable, "reason": ensure_score_reason}[check](*args)  # type: ignore[operator]  # two checks
    except DomainError as refused:
        return refused.code
    return None


@pytest.mark.parametrize("cycle", list(CycleState))
@pytest.mark.parametrize("objective", list(ObjectiveState))
def test_scores_are_given_while_the_cycle_runs_to_what_was_agreed(
    cycle: CycleState, objective: ObjectiveState
) -> None:
    runs, agreed = cycle in ("active", "review"), objective in ("agreed", "closed")
    expected = None if runs and agreed else "objective_not_agreed" if runs else "cycle_not_running"

    assert code("scorable", cycle, objective) == expected


@pytest.mark.parametrize(
    ("score", "proposed", "reason", "refused"),
    [
        ("0.5", "0.5", None, False),
        ("0.50", "0.5", None, False),
        ("0.5", "0.5", "I agree.", False),
        ("0.6", "0.5", None, True),
        ("0.6", "0.5", "", True),
        ("0.6", "0.5", " \n", True),
        ("0.6", "0.5", "So.", False),
        ("0", None, None, True),
        ("0", None, "Nobody measured.", False),
        (None, "0.5", None, False),
    ],
)
def test_another_score_than_the_proposed_takes_a_reason(
    score: str | None, proposed: str | None, reason: str | None, refused: bool
) -> None:
    found = code("reason", d(score), d(proposed), reason)

    assert found == ("score_reason_required" if refused else None)
