"""What stays of a KPI once something stands on it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.domain.active import Active
from app.domain.errors import Conflict, NotValid

MEANING = ("key", "direction", "frequency")  # of what was written down under them


class KpiFixed(Conflict):
    """What was written about it would mean something else."""

    code = "kpi_fixed"


class KpiSpanMeasured(Conflict):
    """It was measured on days on which it would not be watched any more."""

    code = "kpi_span_measured"


class KpiSpanReversed(NotValid):
    """It would end before it begins."""

    code = "kpi_span_reversed"


class Standing(NamedTuple):
    """What stands on a KPI: the periods measured, targets of periods, formulas that name it."""

    measured: Active | None = None
    targets: bool = False
    formulas: bool = False


def ensure_span(active: Active, pointer: str = "/active_until") -> None:
    """Raise where a KPI ends before it begins."""
    if active.last is not None and active.last < active.first:
        raise KpiSpanReversed(pointer)


def ensure_changes(was: Mapping[str, Any], now: Mapping[str, Any], standing: Standing) -> None:
    """Raise where a change would alter the meaning of what stands on a KPI.

    Targets of periods hold its frequency alone; only what is measured can not become a formula.
    """
    changed = {name for name in now if was[name] != now[name]}
    for name in MEANING:
        held = standing.measured or standing.formulas or (standing.targets and name == "frequency")
        if held and name in changed:
            raise KpiFixed(member=name)
    if standing.measured and now["formula"] is not None:
        raise KpiFixed(member="formula")


def ensure_still_watched(active: Active, standing: Standing) -> None:
    """Raise where a period that was measured would lie outside the days of a KPI."""
    measured = standing.measured
    if measured is None or measured.last is None:
        return
    if not (active.contains(measured.first) and active.contains(measured.last)):
        raise KpiSpanMeasured(first=measured.first, last=measured.last)
