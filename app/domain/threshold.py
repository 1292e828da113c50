"""Steps of a KPI: what attains how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.errors import NotValid
from app.domain.kpi import KpiDirection
from app.domain.metric import ZERO


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value in the unit of the KPI, and the attainment of whatever has reached it."""

    from_: Decimal
    attainment: Decimal


class KpiStepRepeated(NotValid):
    """Two steps begin at the same value."""

    code = "kpi_step_repeated"


class KpiStepsReversed(NotValid):
    """A better value never attains less."""

    code = "kpi_steps_reversed"


def ensure_steps(direction: KpiDirection, steps: Sequence[Threshold], pointer: str) -> None:
    """Raise where two steps begin at the same value, or a better value would attain less."""
    firsts = [step.from_ for step in steps]
    for n, first in enumerate(firsts):
        if first in firsts[:n]:
            raise KpiStepRepeated(f"{pointer}/{n}/from")
    worst_first = sorted(
        range(len(steps)), key=firsts.__getitem__, reverse=direction is KpiDirection.lower
    )
    least = ZERO
    for n in worst_first:
        if steps[n].attainment < least:
            raise KpiStepsReversed(f"{pointer}/{n}/attainment")
        least = steps[n].attainment
