from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.domain.errors import NotValid
from app.domain.figure import clamped, shown
from app.domain.metric import Metric, MetricKind, Step, attainment, ensure_consistent
from app.domain.metric_change import changed_metric, new_metric

NUMBERS = ("start", "target", "lower", "upper", "current")


def metric(kind: str, **given: Any) -> Metric:
    numbers = {name: Decimal(str(given[name])) for name in NUMBERS if name in given}
    return Metric(MetricKind(kind), **numbers, steps=given.get("steps"))


def step(n: int, weight: int, done: bool = False) -> Step:
    return Step(UUID(int=n), f"step {n}", Decimal(weight), done)


@pytest.mark.parametrize(
    ("given", "attained", "progress"),
    [
        (metric("increase", start=0, target=10), "0", "0"),  # nobody has said anything yet
        (metric("increase", start=0, target=10, current=4), "0.4", "0.4"),
        (metric("increase", start=0, target=10, current=12), "1.2", "1"),
        (metric("increase", start=0, target=10, current=-5), "-0.5", "0"),
        (metric("decrease", start=20, target=10, current=15), "0.5", "0.5"),
        (metric("maintain_above", target=90), None, None),  # it has to be measured to be known
        (metric("maintain_above", target=90, current=90), "1", "1"),
        (metric("maintain_above", target=90, current=89), "0", "0"),
        (metric("maintain_above", target=90, lower=80, current=85), "0.5", "0.5"),
        (metric("maintain_above", target=90, lower=80, current=70), "-1", "0"),
        (metric("maintain_below", target=2, current=2), "1", "1"),
        (metric("maintain_below", target=2, current=3), "0", "0"),
        (metric("maintain_below", target=2, upper=4, current=3), "0.5", "0.5"),
        (metric("maintain_between", lower=1, upper=2, current=2), "1", "1"),
        (metric("maintain_between", lower=1, upper=2, current=3), "0", "0"),
        (metric("milestones", steps=[step(1, 3), step(2, 1)]), "0", "0"),
        (metric("milestones", steps=[step(1, 3), step(2, 1)], current=3), "0.75", "0.75"),
        (metric("yes_no"), "0", "0"),
        (metric("yes_no", current=1), "1", "1"),
    ],
    ids=str,
)
def test_how_far_a_metric_has_come(given: Metric, attained: str | None, progress: str) -> None:
    found = attainment(given)

    assert found == (None if attained is None else Decimal(attained))
    assert clamped(found) == (None if progress is None else Decimal(progress))


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (metric("increase", start=10, target=0), "/metric/target"),
        (metric("increase", start=7, target=7), "/metric/target"),
        (metric("increase", target=7), "/metric/start"),
        (metric("decrease", start=0, target=10), "/metric/target"),
        (metric("maintain_above", target=1, lower=1), "/metric/lower"),
        (metric("maintain_above", target=1, upper=2), "/metric/upper"),
        (metric("maintain_below", target=1, upper=1), "/metric/upper"),
        (metric("maintain_between", lower=2, upper=2), "/metric/lower"),
        (metric("maintain_between", lower=2), "/metric/upper"),
        (metric("milestones", steps=[]), "/metric/steps"),
        (metric("yes_no", target=1), "/metric/target"),
    ],
    ids=str,
)
def test_a_metric_that_could_never_be_met_or_missed_is_refused(wrong: Metric, pointer: str) -> None:
    with pytest.raises(NotValid) as refused:
        ensure_consistent(wrong, "/metric")

    assert refused.value.pointer == pointer


def test_steps_that_keep_their_id_keep_whether_they_are_done() -> None:
    ids = iter([UUID(int=9)])
    was = metric("milestones", steps=[step(1, 3, done=True), step(2, 1)])
    wanted = [{"title": "new"}, {"id": UUID(int=1), "title": "first", "weight": Decimal(2)}]

    after = changed_metric(was, {"steps": wanted}, lambda: next(ids))

    assert after.steps == [
        Step(UUID(int=9), "new"),
        Step(UUID(int=1), "first", Decimal(2), done=True),
    ]


def test_under_another_kind_only_what_it_knows_stays() -> None:
    was = metric("increase", start=0, target=10)

    after = changed_metric(was, {"kind": MetricKind.maintain_above}, UUID)

    assert after == metric("maintain_above", target=10)
    assert new_metric({"kind": MetricKind.increase, "target": Decimal(4)}, UUID).start == 0


def test_halves_are_shown_rounded_up_as_the_database_shows_them() -> None:
    assert shown(Decimal("0.78125"), 4) == Decimal("0.7813")
    assert shown(Decimal("-0.5"), 0) == Decimal("-1")
