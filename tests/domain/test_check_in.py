from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from app.domain.check_in import Report, standing
from app.domain.check_in_day import DayOutsideCycle, DayToCome, day_of
from app.domain.health import Health
from app.domain.metric import Metric, MetricKind, Step
from app.domain.span import Span

DAY = date(2026, 3, 1)
NUMBER = Metric(MetricKind.increase, Decimal(0), Decimal(10))
A, B = UUID(int=101), UUID(int=102)


def report(n: int, day: int, value: int | None = None, **said: object) -> Report:
    worth = None if value is None else Decimal(value)
    return Report(UUID(int=n), DAY + timedelta(days=day), worth, **said)  # type: ignore[arg-type]  # as given


def test_the_latest_day_counts_then_the_latest_written() -> None:
    now = standing(NUMBER, [report(1, 2, 5), report(2, 1, 9), report(3, 2, 6)])

    assert (now.current, now.last_on, now.started) == (Decimal(6), DAY + timedelta(days=2), True)


def test_what_is_replaced_does_not_count_nor_does_a_correction_that_is_corrected() -> None:
    said = [
        report(1, 2, 5),
        report(2, 2, 7, replaces_id=UUID(int=1)),
        report(3, 0, 8, replaces_id=UUID(int=2)),
    ]

    assert standing(NUMBER, said).current == 8
    assert standing(NUMBER, said).last_on == DAY


def test_confidence_is_the_latest_given_and_health_that_of_the_current_check_in() -> None:
    said = [report(1, 0, 5, confidence=7, health=Health.at_risk), report(2, 1)]

    now = standing(NUMBER, said)

    assert (now.confidence, now.health, now.current) == (7, None, Decimal(5))
    assert standing(NUMBER, said[:1]).health is Health.at_risk


def test_a_note_alone_starts_nothing() -> None:
    assert standing(NUMBER, [report(1, 0, confidence=3)]).started is False


def test_steps_are_folded_in_the_order_of_days() -> None:
    metric = Metric(MetricKind.milestones, steps=[Step(A, "a", Decimal(3)), Step(B, "b")])
    said = [report(1, 1, steps={A: True}), report(2, 0, steps={A: False, B: True})]

    now = standing(metric, said)

    assert ([step.done for step in now.steps], now.current) == ([True, True], Decimal(4))


def test_the_day_is_that_of_the_replaced_else_today_else_the_last_of_a_past_cycle() -> None:
    cycle = Span(DAY, DAY + timedelta(days=9))
    inside, after = DAY + timedelta(days=3), DAY + timedelta(days=30)

    assert day_of(None, DAY, inside, cycle) == DAY
    assert day_of(None, None, inside, cycle) == inside
    assert day_of(None, None, after, cycle) == cycle.last
    with pytest.raises(DayOutsideCycle):
        day_of(None, None, DAY - timedelta(days=1), cycle)
    with pytest.raises(DayToCome):
        day_of(inside + timedelta(days=1), None, inside, cycle)
