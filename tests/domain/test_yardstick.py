from decimal import Decimal
from typing import Any

import pytest

from app.domain.errors import NotValid
from app.domain.kpi import KpiDirection, Scoring, default_scoring
from app.domain.threshold import Threshold
from app.domain.yardstick import Yardstick
from app.domain.yardstick_rules import ensure_target, ensure_value, ensure_yardstick


def number(text: Any) -> Decimal | None:
    return None if text is None else Decimal(str(text))


def yardstick(direction: str, scoring: str, **given: Any) -> Yardstick:
    steps = given.pop("steps", None)
    thresholds = steps and [Threshold(Decimal(str(a)), Decimal(str(b))) for a, b in steps]
    numbers = {name: Decimal(str(value)) for name, value in given.items() if value is not None}
    return Yardstick(KpiDirection(direction), Scoring(scoring), steps=thresholds, **numbers)


H = yardstick("higher", "linear")
H50 = yardstick("higher", "linear", baseline=50)
HN = yardstick("higher", "linear", baseline=-20)
L = yardstick("lower", "linear", baseline=10)
L0 = yardstick("lower", "linear", baseline=0)
HR, LR = yardstick("higher", "ratio"), yardstick("lower", "ratio")
HS = yardstick("higher", "steps", steps=[(100, 1), (80, "0.8"), (120, "1.2")])  # in any order
LS = yardstick("lower", "steps", steps=[(5, 1), (10, "0.9"), (20, "0.5")])
HV, LV = yardstick("higher", "veto"), yardstick("lower", "veto")
R = yardstick("range", "veto", lower=18, upper=22)
RN = yardstick("range", "veto", lower=-5, upper=5)
W8 = yardstick("higher", "linear", warning="0.8")
W1 = yardstick("higher", "linear", warning=1)


@pytest.mark.parametrize(
    ("by", "value", "target", "attained", "status"),
    [
        # linear, higher: value / target from a baseline of 0
        (H, 100, 100, "1", "green"),  # exactly 1
        (H, "99.9999", 100, "0.999999", "yellow"),  # shown as 1.0000, and not green
        (H, 90, 100, "0.9", "yellow"),  # exactly the warning
        (H, "89.9999", 100, "0.899999", "red"),
        (H, 125, 100, "1.25", "green"),
        (H, 0, 100, "0", "red"),
        (H, -50, 100, "-0.5", "red"),
        (H, 27, 30, "0.9", "yellow"),  # 27 / 30, though 1 / 30 has no end
        # from another baseline: (value - 50) / (100 - 50)
        (H50, 75, 100, "0.5", "red"),
        (H50, 95, 100, "0.9", "yellow"),
        (H50, 100, 100, "1", "green"),
        (H50, 40, 100, "-0.2", "red"),
        (H50, 110, 100, "1.2", "green"),
        # from below zero to below zero: (value + 20) / (-10 + 20)
        (HN, -15, -10, "0.5", "red"),
        (HN, -11, -10, "0.9", "yellow"),
        (HN, -5, -10, "1.5", "green"),
        # linear, lower: (10 - value) / (10 - target)
        (L, 10, 2, "0", "red"),
        (L, 6, 2, "0.5", "red"),
        (L, "2.8", 2, "0.9", "yellow"),
        (L, 2, 2, "1", "green"),
        (L, 0, 2, "1.25", "green"),
        (L, 14, 2, "-0.5", "red"),
        (L, 0, 0, "1", "green"),
        (L, -2, 0, "1.2", "green"),
        (L0, -5, -10, "0.5", "red"),  # (0 + 5) / (0 + 10)
        (L0, 5, -10, "-0.5", "red"),
        # ratio
        (HR, 45, 50, "0.9", "yellow"),
        (HR, 50, 50, "1", "green"),
        (HR, 0, 50, "0", "red"),
        (HR, 75, 50, "1.5", "green"),
        (HR, -1, 50, None, "none"),  # a value that the scoring does not take
        (LR, 50, 50, "1", "green"),
        (LR, 100, 50, "0.5", "red"),
        (LR, 40, 50, "1.25", "green"),
        (LR, 50, 45, "0.9", "yellow"),
        (LR, 0, 50, "1.2", "green"),  # nothing can be better than none
        (LR, "0.0001", 50, "500000", "green"),  # it is not clamped
        (LR, -1, 50, None, "none"),
        # steps
        (HS, 79, None, "0", "red"),
        (HS, 80, None, "0.8", "red"),
        (HS, 99, None, "0.8", "red"),
        (HS, 100, None, "1", "green"),
        (HS, 500, None, "1.2", "green"),
        (HS, 100, 7, "1", "green"),  # a target is only shown
        (LS, 21, None, "0", "red"),
        (LS, 20, None, "0.5", "red"),
        (LS, 10, None, "0.9", "yellow"),
        (LS, 5, None, "1", "green"),
        (LS, -3, None, "1", "green"),
        # veto
        (HV, 100, 100, "1", "green"),
        (HV, "99.9999", 100, "0", "red"),
        (HV, -5, -5, "1", "green"),
        (LV, 0, 0, "1", "green"),
        (LV, "0.0001", 0, "0", "red"),
        (LV, -1, 0, "1", "green"),
        # a range, both limits included
        (R, 18, None, "1", "green"),
        (R, 22, None, "1", "green"),
        (R, "17.9999", None, "0", "red"),
        (R, "22.0001", None, "0", "red"),
        (RN, 0, None, "1", "green"),
        (RN, -6, None, "0", "red"),
        # other warnings
        (W8, 80, 100, "0.8", "yellow"),
        (W8, 79, 100, "0.79", "red"),
        (W1, "99.9", 100, "0.999", "red"),
        (W1, 100, 100, "1", "green"),
        # nothing to judge, or nothing to judge it by
        (H, None, 100, None, "none"),
        (H, 100, None, None, "none"),
        (HR, 100, None, None, "none"),
        (LV, 100, None, None, "none"),
        (R, None, None, None, "none"),
        (HS, None, None, None, "none"),
    ],
)
def test_what_a_value_attains(
    by: Yardstick, value: Any, target: Any, attained: str | None, status: str
) -> None:
    ensure_yardstick(by, number(target))  # no case that could not be stored

    found = by.attainment(number(value), number(target))

    assert found == number(attained)
    assert by.status(found) == status


@pytest.mark.parametrize(
    ("by", "target", "code", "pointer"),
    [
        (H, 0, "kpi_target_reversed", "/target"),  # it would divide by zero
        (H, -1, "kpi_target_reversed", "/target"),
        (H50, 50, "kpi_target_reversed", "/target"),
        (L, 10, "kpi_target_reversed", "/target"),
        (L, 11, "kpi_target_reversed", "/target"),
        (HR, 0, "kpi_target_not_positive", "/target"),
        (LR, -1, "kpi_target_not_positive", "/target"),
        (R, 20, "kpi_member_unfit", "/target"),
        (yardstick("lower", "linear"), 5, "kpi_member_required", "/baseline"),
        (yardstick("lower", "linear"), None, "kpi_member_required", "/baseline"),
        (yardstick("higher", "ratio", baseline=0), 5, "kpi_member_unfit", "/baseline"),
        (yardstick("higher", "veto", baseline=0), 5, "kpi_member_unfit", "/baseline"),
        (yardstick("higher", "linear", lower=0), 5, "kpi_member_unfit", "/lower"),
        (yardstick("lower", "ratio", upper=0), 5, "kpi_member_unfit", "/upper"),
        (yardstick("higher", "linear", steps=[(1, 1)]), 5, "kpi_member_unfit", "/steps"),
        (yardstick("higher", "steps"), None, "kpi_member_required", "/steps"),
        (yardstick("higher", "steps", steps=[]), None, "kpi_member_required", "/steps"),
        (yardstick("range", "veto", lower=1), None, "kpi_member_required", "/upper"),
        (yardstick("range", "veto", upper=1), None, "kpi_member_required", "/lower"),
        (yardstick("range", "veto", lower=2, upper=2), None, "kpi_range_reversed", "/lower"),
        (yardstick("range", "veto", lower=3, upper=2), None, "kpi_range_reversed", "/lower"),
        (yardstick("range", "linear", lower=1, upper=2), None, "kpi_scoring_unfit", "/scoring"),
        (yardstick("higher", "linear", warning=0), 5, "kpi_warning_unfit", "/warning"),
        (yardstick("higher", "linear", warning="1.01"), 5, "kpi_warning_unfit", "/warning"),
        (
            yardstick("higher", "steps", steps=[(1, 0), (2, 1), (1, 1)]),
            None,
            "kpi_step_repeated",
            "/steps/2/from",
        ),
        (
            yardstick("higher", "steps", steps=[(1, 1), (2, "0.5")]),
            None,
            "kpi_steps_reversed",
            "/steps/1/attainment",
        ),
        (
            yardstick("lower", "steps", steps=[(1, "0.5"), (2, 1)]),
            None,
            "kpi_steps_reversed",
            "/steps/0/attainment",
        ),
        (
            yardstick("higher", "steps", steps=[(1, "-0.1")]),
            None,
            "kpi_steps_reversed",
            "/steps/0/attainment",
        ),
    ],
)
def test_thresholds_that_contradict_a_kpi_are_refused_where_they_stand(
    by: Yardstick, target: Any, code: str, pointer: str
) -> None:
    with pytest.raises(NotValid) as refused:
        ensure_yardstick(by, number(target))

    assert (refused.value.code, refused.value.pointer) == (code, pointer)


def test_the_target_of_a_period_is_held_against_the_same_yardstick() -> None:
    with pytest.raises(NotValid) as refused:
        ensure_target(L, Decimal(10), "/items/2/target")

    assert refused.value.pointer == "/items/2/target"
    ensure_target(L, Decimal("9.9999"))
    ensure_target(HV, Decimal(-3))


def test_a_ratio_takes_no_value_below_zero_and_everything_else_does() -> None:
    with pytest.raises(NotValid) as refused:
        ensure_value(LR, Decimal("-0.0001"))

    assert refused.value.code == "kpi_value_negative"
    ensure_value(LR, Decimal(0))
    ensure_value(L, Decimal(-1))


def test_a_range_is_kept_or_not_unless_somebody_says_otherwise() -> None:
    assert [*map(default_scoring, KpiDirection)] == ["linear", "linear", "veto"]
