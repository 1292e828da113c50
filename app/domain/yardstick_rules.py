"""Which thresholds fit a KPI, and which contradict one another."""

from decimal import Decimal

from app.domain.kpi import KpiDirection, Scoring
from app.domain.metric import ONE, ZERO
from app.domain.threshold import ensure_steps
from app.domain.yardstick import Yardstick
from app.domain.yardstick_members import required, taken
from app.domain.yardstick_refusals import (
    KpiMemberRequired,
    KpiMemberUnfit,
    KpiRangeReversed,
    KpiScoringUnfit,
    KpiTargetNotPositive,
    KpiTargetReversed,
    KpiValueNegative,
    KpiWarningUnfit,
)

MEMBERS = ("baseline", "lower", "upper", "steps", "target")


def ensure_yardstick(yardstick: Yardstick, target: Decimal | None, pointer: str = "") -> None:
    """Raise where thresholds are missing or unfit, or contradict the direction or one another."""
    direction, scoring = yardstick.direction, yardstick.scoring
    if direction is KpiDirection.range and scoring is not Scoring.veto:
        raise KpiScoringUnfit(f"{pointer}/scoring", scoring=scoring)
    for name in MEMBERS:
        given = target if name == "target" else getattr(yardstick, name)
        if given is not None and name not in taken(direction, scoring):
            raise KpiMemberUnfit(
                f"{pointer}/{name}", direction=direction, scoring=scoring, member=name
            )
        if name in required(direction, scoring) and not given and given != ZERO:
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
        if ahead <= ZERO if yardstick.direction is KpiDirection.higher else ahead >= ZERO:
            raise KpiTargetReversed(pointer, direction=yardstick.direction)


def ensure_value(yardstick: Yardstick, value: Decimal, pointer: str = "/value") -> None:
    """Raise where a value cannot be judged by the scoring of its KPI."""
    if not yardstick.takes(value):
        raise KpiValueNegative(pointer)
