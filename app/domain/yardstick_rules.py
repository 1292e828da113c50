"""Which thresholds fit a KPI, and which contradict one another."""

from collections.abc import Sequence
from decimal import Decimal

from app.domain.errors import NotValid
from app.domain.kpi import Direction, Scoring
from app.domain.metric import ONE, ZERO
from app.domain.yardstick import Threshold, Yardstick

MEMBERS = ("baseline", "lower", "upper", "steps", "target")


class KpiScoringUnfit(NotValid):
    """A range is kept or not: it knows no other scoring than `veto`."""

    code = "kpi_scoring_unfit"


class KpiMemberRequired(NotValid):
    """Nothing could be judged without it."""

    code = "kpi_member_required"


class KpiMemberUnfit(NotValid):
    """It would be ignored under this direction and scoring."""

    code = "kpi_member_unfit"


class KpiRangeReversed(NotValid):
    """A range has its lower limit below its upper one."""

    code = "kpi_range_reversed"


class KpiTargetReversed(NotValid):
    """A target lies beyond the baseline, in the direction of the KPI."""

    code = "kpi_target_reversed"


class KpiTargetNotPositive(NotValid):
    """Nothing can be divided by a target of 0, and a ratio to one below means nothing."""

    code = "kpi_target_not_positive"


class KpiStepRepeated(NotValid):
    """Two steps begin at the same value."""

    code = "kpi_step_repeated"


class KpiStepsReversed(NotValid):
    """A better value never attains less."""

    code = "kpi_steps_reversed"


class KpiWarningUnfit(NotValid):
    """Yellow lies between 0 and 1, the attainment of green."""

    code = "kpi_warning_unfit"


class KpiValueNegative(NotValid):
    """A ratio is one of values from 0."""

    code = "kpi_value_negative"


def required(direction: Direction, scoring: Scoring) -> frozenset[str]:
    """Return the thresholds without which nothing can be judged."""
    if direction is Direction.range:
        return frozenset({"lower", "upper"})
    if scoring is Scoring.steps:
        return frozenset({"steps"})
    is_from_baseline = (direction, scoring) == (Direction.lower, Scoring.linear)
    return frozenset({"baseline"}) if is_from_baseline else frozenset()


def taken(direction: Direction, scoring: Scoring) -> frozenset[str]:
    """Return the thresholds that mean something, the target among them; others are refused.

    Under `steps` a target is only shown.
    """
    if direction is Direction.range:
        return frozenset({"lower", "upper"})
    own = {Scoring.linear: {"baseline"}, Scoring.steps: {"steps"}}.get(scoring, set())
    return frozenset({"target"} | own)


def ensure_yardstick(yardstick: Yardstick, target: Decimal | None, pointer: str = "") -> None:
    """Raise where thresholds are missing or unfit, or contradict the direction or one another."""
    direction, scoring = yardstick.direction, yardstick.scoring
    if direction is Direction.range and scoring is not Scoring.veto:
        raise KpiScoringUnfit(f"{pointer}/scoring", scoring=scoring)
    for name in MEMBERS:
        given = target if name == "target" else getattr(yardstick, name)
        if given is not None and name not in taken(direction, scoring):
            raise KpiMemberUnfit(
                f"{pointer}/{name}", direction=direction, scoring=scoring, member=name
            )
        if name in required(direction, scoring) and (given is None or given == []):
            raise KpiMemberRequired(
                f"{pointer}/{name}", direction=direction, scoring=scoring, member=name
            )
    ensure_thresholds(yardstick, pointer)
    if target is not None:
        ensure_target(yardstick, target, f"{pointer}/target")


def ensure_thresholds(yardstick: Yardstick, pointer: str) -> None:
    """Raise where warning, range or steps contradict one another."""
    if not ZERO < yardstick.warning <= ONE:
        raise KpiWarningUnfit(f"{pointer}/warning")
    lower, upper = yardstick.lower, yardstick.upper
    if lower is not None and upper is not None and lower >= upper:
        raise KpiRangeReversed(f"{pointer}/lower")
    ensure_steps(yardstick.direction, yardstick.steps or (), f"{pointer}/steps")


def ensure_steps(direction: Direction, steps: Sequence[Threshold], pointer: str) -> None:
    """Raise where two steps begin at the same value, or a better value would attain less."""
    firsts = [step.from_ for step in steps]
    for n, first in enumerate(firsts):
        if first in firsts[:n]:
            raise KpiStepRepeated(f"{pointer}/{n}/from")
    worst_first = sorted(
        range(len(steps)), key=firsts.__getitem__, reverse=direction is Direction.lower
    )
    least = ZERO
    for n in worst_first:
        if steps[n].attainment < least:
            raise KpiStepsReversed(f"{pointer}/{n}/attainment")
        least = steps[n].attainment


def ensure_target(yardstick: Yardstick, target: Decimal, pointer: str = "/target") -> None:
    """Raise where a target of any period contradicts what the KPI is judged by."""
    if "target" not in taken(yardstick.direction, yardstick.scoring):
        raise KpiMemberUnfit(
            pointer, direction=yardstick.direction, scoring=yardstick.scoring, member="target"
        )
    if yardstick.scoring is Scoring.ratio and target <= ZERO:
        raise KpiTargetNotPositive(pointer)
    if yardstick.scoring is Scoring.linear:
        ahead = target - (yardstick.baseline or ZERO)
        if ahead <= ZERO if yardstick.direction is Direction.higher else ahead >= ZERO:
            raise KpiTargetReversed(pointer, direction=yardstick.direction)


def ensure_value(yardstick: Yardstick, value: Decimal, pointer: str = "/value") -> None:
    """Raise where a value cannot be judged by the scoring of its KPI."""
    if not yardstick.takes(value):
        raise KpiValueNegative(pointer)
