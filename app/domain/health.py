"""Health: is it going as expected? It depends on the day that it is asked about.

Reads compute the same in SQL (`features/health/queries.py`); a test feeds both the same cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from app.domain.cadence import CheckInCadence
from app.domain.cycle import RUNNING, CycleState
from app.domain.figure import shown
from app.domain.mean import Part, weighted_mean
from app.domain.metric import ProgressSource


class Health(StrEnum):
    """How it goes, from best to worst."""

    not_started = "not_started"
    on_track = "on_track"
    at_risk = "at_risk"
    off_track = "off_track"


class ReportedHealth(StrEnum):
    """What people may say of it themselves."""

    on_track = "on_track"
    at_risk = "at_risk"
    off_track = "off_track"


class HealthSource(StrEnum):
    """Whether people said so, or the figures do."""

    reported = "reported"
    computed = "computed"


WORST_FIRST = (Health.off_track, Health.at_risk, Health.on_track, Health.not_started)
PATIENCE: dict[CheckInCadence | None, int] = {  # days without news before something is stale
    CheckInCadence.weekly: 7,
    CheckInCadence.biweekly: 14,
    CheckInCadence.monthly: 31,
    None: 30,
}


@dataclass(frozen=True, slots=True)
class Margins:
    """How far behind its expectation something may be: a policy of the organization."""

    at_risk: Decimal
    off_track: Decimal


def judged(progress: Decimal, expected: Decimal, margins: Margins) -> Health:
    """Return how something goes that should be at `expected` and is at `progress`."""
    if progress < expected - margins.off_track:
        return Health.off_track
    if progress < expected - margins.at_risk:
        return Health.at_risk
    return Health.on_track


def health_of_key_result(
    reported: Health | None,
    progress: Decimal | None,
    expected: Decimal,
    margins: Margins,
    *,
    begun: bool,
) -> tuple[Health, HealthSource]:
    """Return what people say of it in the current check-in, else what the figures say.

    `begun`: the cycle has, and a check-in has brought a value, steps or a health, or what feeds
    it has a figure.
    """
    if reported is not None:
        return reported, HealthSource.reported
    if not begun or progress is None:
        return Health.not_started, HealthSource.computed
    return judged(progress, expected, margins), HealthSource.computed


def health_of_objective(
    key_results: Sequence[tuple[Health, HealthSource]],
    progress: Decimal | None,
    expected: Decimal,
    margins: Margins,
    *,
    begun: bool,
) -> tuple[Health, HealthSource]:
    """Return the worst of its key results', else what its own figure says."""
    if key_results:
        worst = min((health for health, _ in key_results), key=WORST_FIRST.index)
        said = (worst, HealthSource.reported) in key_results
        return worst, HealthSource.reported if said else HealthSource.computed
    return health_of_key_result(None, progress, expected, margins, begun=begun)


def is_stale(
    today: date,
    state: CycleState,
    cadence: CheckInCadence | None,
    source: ProgressSource,
    since: date,
) -> bool:
    """Whether there has been no news for too long.

    `since` is the day of the latest news, else the later of the cycle's first day and the day on
    which the key result was created.
    """
    if state not in RUNNING or source is ProgressSource.children:
        return False
    return today - since > timedelta(days=PATIENCE[cadence])


def confidence_of_objective(key_results: Sequence[Part]) -> Decimal | None:
    """Return the weighted mean of the confidence in its key results, with one decimal."""
    mean = weighted_mean(key_results)
    return None if mean is None else shown(mean, 1)
