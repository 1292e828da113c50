from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

import pytest

from app.domain.cadence import CheckInCadence
from app.domain.cycle import CycleState
from app.domain.expectation import expected_of_cycle, expected_of_key_result
from app.domain.health import (
    Health,
    HealthSource,
    Margins,
    confidence_of_objective,
    health_of_key_result,
    health_of_objective,
    is_stale,
)
from app.domain.mean import Part
from app.domain.metric import MetricKind, ProgressSource
from app.domain.span import Span
from app.domain.waypoints import Path, Waypoint

FIRST = date(2026, 1, 1)
CYCLE = Span(FIRST, FIRST + timedelta(days=10))
MARGINS = Margins(Decimal("0.10"), Decimal("0.25"))
COMPUTED, REPORTED = HealthSource.computed, HealthSource.reported


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


@pytest.mark.parametrize(
    ("day", "expected"), [(-1, "0"), (0, "0"), (5, "0.5"), (10, "1"), (20, "1")]
)
def test_a_cycle_passes_evenly(day: int, expected: str) -> None:
    assert expected_of_cycle(CYCLE, on(day)) == Decimal(expected)


def test_a_cycle_of_one_day_is_over_from_that_day_on() -> None:
    one = Span(FIRST, FIRST)
    assert [expected_of_cycle(one, on(day)) for day in (-1, 0, 1)] == [0, 1, 1]


def test_what_is_kept_is_expected_always_and_a_yes_at_the_end() -> None:
    kept, yes = MetricKind.maintain_above, MetricKind.yes_no
    assert [expected_of_key_result(kept, CYCLE, on(day)) for day in (-1, 5)] == [1, 1]
    assert [expected_of_key_result(yes, CYCLE, on(day)) for day in (9, 10)] == [0, 1]


def path(*waypoints: tuple[int, int], start: int = 0, target: int = 100) -> Path:
    stops = [Waypoint(on(day), Decimal(value)) for day, value in waypoints]
    return Path(Decimal(start), Decimal(target), stops)


@pytest.mark.parametrize(
    ("way", "expected"),  # on the days -1, 0, 2, 4, 5, 9, 10 and 11
    [
        (path((4, 20)), "0 0 0.1 0.2 0.3333 0.8666 1 1"),
        (path((4, 20), (5, 90)), "0 0 0.1 0.2 0.9 0.98 1 1"),
        (path((0, 50)), "0 0.5 0.6 0.7 0.75 0.95 1 1"),  # from its first day on
        (path((10, 50)), "0 0 0.1 0.2 0.25 0.45 1 1"),  # and the last day is the end
        (path((4, 140)), "0 0 0.7 1 1 1 1 1"),  # no more than all of it is expected
        (path((4, -40)), "0 0 0 0 0 0.7666 1 1"),
        (path((4, 4), start=20, target=0), "0 0 0.4 0.8 0.8333 0.9666 1 1"),
    ],
)
def test_waypoints_are_joined_by_straight_lines(way: Path, expected: str) -> None:
    days = [on(day) for day in (-1, 0, 2, 4, 5, 9, 10, 11)]
    found = [expected_of_key_result(MetricKind.increase, CYCLE, day, way) for day in days]
    assert [each.quantize(Decimal("0.0001"), ROUND_DOWN) for each in found] == [
        Decimal(each) for each in expected.split()
    ]


@pytest.mark.parametrize(
    ("progress", "health"),
    [("0.24", "off_track"), ("0.25", "at_risk"), ("0.39", "at_risk"), ("0.40", "on_track")],
)
def test_the_margins_belong_to_the_better_side(progress: str, health: str) -> None:
    found = health_of_key_result(None, Decimal(progress), Decimal("0.5"), MARGINS, begun=True)

    assert found == (Health(health), COMPUTED)


def test_what_people_say_stands_over_what_is_computed() -> None:
    low = (Decimal(0), Decimal(1), MARGINS)
    assert health_of_key_result(Health.on_track, *low, begun=True) == (Health.on_track, REPORTED)
    assert health_of_key_result(None, *low, begun=False) == (Health.not_started, COMPUTED)


def test_an_objective_is_as_well_as_the_worst_of_its_key_results() -> None:
    own = (Decimal(1), Decimal(0), MARGINS)
    parts = [(Health.at_risk, COMPUTED), (Health.at_risk, REPORTED), (Health.not_started, COMPUTED)]
    assert health_of_objective(parts, *own, begun=True) == (Health.at_risk, REPORTED)
    assert health_of_objective(parts[2:], *own, begun=True) == (Health.not_started, COMPUTED)
    assert health_of_objective([], *own, begun=True) == (Health.on_track, COMPUTED)
    assert health_of_objective([], None, *own[1:], begun=True) == (Health.not_started, COMPUTED)


@pytest.mark.parametrize(
    ("cadence", "patience"),
    [
        (CheckInCadence.weekly, 7),
        (CheckInCadence.biweekly, 14),
        (CheckInCadence.monthly, 31),
        (None, 30),
    ],
)
def test_patience_ends_after_a_period(cadence: CheckInCadence | None, patience: int) -> None:
    source = ProgressSource.check_ins
    asked = [
        is_stale(on(n), CycleState.active, cadence, source, FIRST) for n in (patience, patience + 1)
    ]
    assert asked == [False, True]
    assert not is_stale(on(99), CycleState.planning, cadence, source, FIRST)
    assert not is_stale(on(99), CycleState.active, cadence, ProgressSource.children, FIRST)


def test_confidence_is_a_weighted_mean_with_one_decimal() -> None:
    parts = [Part(Decimal(2), Decimal(7)), Part(Decimal(1), Decimal(8)), Part(Decimal(9), None)]
    assert confidence_of_objective(parts) == Decimal("7.3")
