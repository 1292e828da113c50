"""Which key results can follow a KPI, and what nobody reports about one that does."""

from app.domain.errors import Conflict, NotValid
from app.domain.metric import MetricKind, ProgressSource

UNFIT = frozenset({MetricKind.milestones, MetricKind.yes_no})


class MetricUntracked(NotValid):
    """The figure of a KPI says nothing about this kind of metric."""

    code = "metric_untracked"


class TwoSources(NotValid):
    """What contributes to it moves it, or a KPI does: not both."""

    code = "two_sources"


class FedByKpi(Conflict):
    """A KPI moves it, and nobody reports a value."""

    code = "fed_by_kpi"


def ensure_trackable(kind: MetricKind, source: ProgressSource, pointer: str = "/kpi_id") -> None:
    """Raise where a key result of a kind, fed from somewhere, cannot follow a KPI."""
    if kind in UNFIT:
        raise MetricUntracked(pointer, kind=kind)
    if source is ProgressSource.children:
        raise TwoSources(pointer)


def ensure_reportable(*, tracks: bool, says: bool) -> None:
    """Raise where a check-in has a value or steps for a key result that follows a KPI."""
    if tracks and says:
        raise FedByKpi
