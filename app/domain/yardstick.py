"""What the values of a KPI are judged by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import assert_never

from app.domain.figure import settled
from app.domain.kpi import KpiDirection, KpiStatus, Scoring
from app.domain.metric import ONE, ZERO, travelled
from app.domain.threshold import Threshold

CAP = Decimal("1.2")  # of an evaluation: the most that counts
WARNING = Decimal("0.9")


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Direction, scoring and thresholds; the target belongs to a period and is no part of it."""

    direction: KpiDirection
    scoring: Scoring
    baseline: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    steps: Sequence[Threshold] | None = None
    warning: Decimal = WARNING

    @property
    def needs_target(self) -> bool:
        """Whether nothing can be said without a target: a range and steps are their own."""
        return self.direction is not KpiDirection.range and self.scoring is not Scoring.steps

    def takes(self, value: Decimal) -> bool:
        """Whether the scoring knows what to do with a value: a ratio takes none below 0."""
        return self.scoring is not Scoring.ratio or value >= ZERO

    def times(self, periods: int) -> "Yardstick":
        """Return what the sum of several periods is judged by: thresholds add up as values do."""

        def added_up(threshold: Decimal | None) -> Decimal | None:
            return None if threshold is None else threshold * periods

        return replace(
            self,
            baseline=added_up(self.baseline),
            lower=added_up(self.lower),
            upper=added_up(self.upper),
            steps=self.steps
            and [Threshold(step.from_ * periods, step.attainment) for step in self.steps],
        )

    def attainment(self, value: Decimal | None, target: Decimal | None) -> Decimal | None:
        """Return how much of what was wanted has been reached, 1 being all: not clamped.

        None without a value or a target that is needed, and for a value that is not taken.
        `linear` is the way travelled from the baseline (0 where there is none) to the target,
        `ratio` the value by the target or, under `lower`, the target by the value; a value of 0
        there attains the cap. `steps` is the best one that has been reached, `veto` 1 or 0.
        """
        if value is None or (target is None and self.needs_target) or not self.takes(value):
            return None
        match self.scoring:
            case Scoring.linear:
                return settled(travelled(value, self.baseline or ZERO, target or ZERO))
            case Scoring.ratio:
                return settled(self._ratio(value, target or ZERO))
            case Scoring.steps:
                return self._best(value)
            case Scoring.veto:
                return ONE if self._is_met(value, target or ZERO) else ZERO
            case _:
                assert_never(self.scoring)

    def status(self, attainment: Decimal | None) -> KpiStatus:
        """Return what an attainment, unrounded, means."""
        if attainment is None:
            return KpiStatus.none
        if attainment >= ONE:
            return KpiStatus.green
        return KpiStatus.yellow if attainment >= self.warning else KpiStatus.red

    def _ratio(self, value: Decimal, target: Decimal) -> Decimal:
        if self.direction is KpiDirection.higher:
            return value / target
        return target / value if value else CAP

    def _best(self, value: Decimal) -> Decimal:
        reached = (s for s in self.steps or () if self._reaches(value, s.from_))
        return max((step.attainment for step in reached), default=ZERO)

    def _is_met(self, value: Decimal, target: Decimal) -> bool:
        if self.direction is KpiDirection.range:
            return (self.lower or ZERO) <= value <= (self.upper or ZERO)
        return self._reaches(value, target)

    def _reaches(self, value: Decimal, mark: Decimal) -> bool:
        return value >= mark if self.direction is KpiDirection.higher else value <= mark
