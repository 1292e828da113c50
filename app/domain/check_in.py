"""Check-ins: facts about a key result on a day, and where it stands after all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from app.domain.errors import Conflict, NotValid
from app.domain.health import Health
from app.domain.metric import (
    ONE,
    ZERO,
    Metric,
    MetricKind,
    ProgressSource,
    Step,
    UnknownStep,
    weight_done,
)


class FedByChildren(Conflict):
    """What contributes to it moves it, and nobody reports a value."""

    code = "fed_by_children"


class CheckInReplaced(Conflict):
    """It has been corrected before. Correct the correction."""

    code = "check_in_replaced"


class CheckInEmpty(NotValid):
    """It says nothing."""

    code = "check_in_empty"


class ValueUnfit(NotValid):
    """Milestones take steps, everything else a value."""

    code = "value_unfit"


class YesOrNo(NotValid):
    """It is 0 or 1."""

    code = "yes_or_no"


class RepeatedStep(NotValid):
    """A step is named twice."""

    code = "repeated_step"


@dataclass(frozen=True, slots=True)
class Report:
    """What one check-in says. Ids sort by the time they were written."""

    id: UUID
    effective_on: date
    value: Decimal | None = None
    steps: Mapping[UUID, bool] | None = None
    confidence: int | None = None
    health: Health | None = None
    replaces_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a key result stands after what was reported about it, in whatever order it came."""

    current: Decimal | None = None
    steps: Sequence[Step] = ()
    confidence: int | None = None
    health: Health | None = None
    last_on: date | None = None
    started: bool = False


def ensure_sayable(
    metric: Metric, source: ProgressSource, value: Decimal | None, steps: Sequence[UUID] | None
) -> None:
    """Raise where a check-in tells a metric what it cannot take."""
    if source is ProgressSource.children and (value is not None or steps is not None):
        raise FedByChildren
    if metric.kind is MetricKind.milestones and value is not None:
        raise ValueUnfit("/value", kind=metric.kind)
    if metric.kind is not MetricKind.milestones and steps is not None:
        raise ValueUnfit("/steps", kind=metric.kind)
    if metric.kind is MetricKind.yes_no and value not in (None, ZERO, ONE):
        raise YesOrNo("/value")
    known, seen = {step.id for step in metric.steps or ()}, set[UUID]()
    for place, id in enumerate(steps or ()):
        if id not in known:
            raise UnknownStep(f"/steps/{place}/id")
        if id in seen:
            raise RepeatedStep(f"/steps/{place}/id")
        seen.add(id)


def in_order(reports: Iterable[Report]) -> list[Report]:
    """Return what still stands, by day and then by writing."""
    all_of = list(reports)
    replaced = {report.replaces_id for report in all_of}
    standing = [report for report in all_of if report.id not in replaced]
    return sorted(standing, key=lambda report: (report.effective_on, report.id))


def standing(metric: Metric, reports: Iterable[Report]) -> Standing:
    """Fold what was reported: the latest day counts, whatever order the reports arrived in."""
    now = Standing(steps=[replace(step, done=False) for step in metric.steps or ()])
    for report in in_order(reports):
        now = told(now, report)
    if metric.kind is MetricKind.milestones and now.current is not None:
        return replace(now, current=weight_done(now.steps))
    return now


def told(now: Standing, report: Report) -> Standing:
    """Return where a key result stands after one more report."""
    done = report.steps or {}
    says = report.value is not None or report.steps is not None
    value = report.value if report.steps is None else ZERO
    return Standing(
        current=value if says else now.current,
        steps=[replace(step, done=done.get(step.id, step.done)) for step in now.steps],
        confidence=now.confidence if report.confidence is None else report.confidence,
        health=report.health,
        last_on=report.effective_on,
        started=now.started or says or report.health is not None,
    )


def value_told(metric: Metric, reports: Iterable[Report], last: Report) -> Decimal | None:
    """Return the weight of the steps that are done when a report, in its place, has been told."""
    place = (last.effective_on, last.id)
    earlier = [each for each in reports if (each.effective_on, each.id) <= place]
    return standing(metric, earlier).current
