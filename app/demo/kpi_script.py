"""KPIs as the story tells them, and their values over five quarters."""

from decimal import Decimal
from typing import Any

from pydantic import Field

from app.demo.cast import Told
from app.domain.frequency import Frequency
from app.domain.kpi import Aggregate, KpiDirection, Scoring
from app.domain.visibility import Visibility
from app.domain.yardstick import WARNING


class Wanted(Told):
    """What is wanted of the `at`th period, where it is not the usual target."""

    at: int
    target: Decimal


class Revision(Told):
    """What was measured first of the `at`th period, and why it was corrected days later."""

    at: int
    first: Decimal
    note: str


class Kpi(Told):
    """A figure that is watched all the time: from the quarter before the year on.

    As many `values` as there are periods, or some of them: then those between lie on straight
    lines, give or take some `noise`.
    """

    key: str | None = None
    owner: str  # a person, `company`, or a team as `@key`
    by: str | None = None  # who measures it; else whoever speaks for its owner
    name: str
    definition: str | None = None
    unit: str | None = None
    direction: KpiDirection
    frequency: Frequency = Frequency.monthly
    scoring: Scoring | None = None
    aggregate: Aggregate | None = None
    formula: str | None = None
    weight: Decimal = Decimal(1)
    baseline: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    steps: tuple[dict[str, Any], ...] | None = None
    warning: Decimal = WARNING
    target: Decimal | None = None
    stages: tuple[Decimal, ...] = ()  # a target for each of the five quarters, the last for good
    visibility: Visibility | None = None
    targets: tuple[Wanted, ...] = ()
    values: tuple[Decimal, ...] = ()
    digits: int = 0  # behind the point
    noise: Decimal = Decimal(0)
    missing: tuple[int, ...] = ()  # periods that nobody measured
    revised: tuple[Revision, ...] = ()
    notes: dict[str, str] = Field(default_factory=dict)  # by the place of a period
    guards: tuple[str, ...] = ()  # objectives

    @property
    def usual(self) -> Decimal | None:
        """What is wanted of a period, unless it is told otherwise."""
        return self.stages[-1] if self.stages else self.target
