"""What a key result measures: seven kinds, what each takes, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from app.domain.errors import Conflict, NotValid

ZERO, ONE = Decimal(0), Decimal(1)


class MetricKind(StrEnum):
    """What counts as progress."""

    increase = "increase"
    decrease = "decrease"
    maintain_above = "maintain_above"
    maintain_below = "maintain_below"
    maintain_between = "maintain_between"
    milestones = "milestones"
    yes_no = "yes_no"


class ProgressSource(StrEnum):
    """What moves a key result: what people report, or what contributes to it."""

    check_ins = "check_ins"
    children = "children"


class MetricContradiction(NotValid):
    """A metric that could never be met, or never missed."""

    code = "metric_contradiction"


class MetricMemberRequired(NotValid):
    """This kind of metric needs it."""

    code = "metric_member_required"


class MetricMemberUnfit(NotValid):
    """This kind of metric does not know it."""

    code = "metric_member_unfit"


class MetricKindFixed(Conflict):
    """What has been checked in on keeps its kind."""

    code = "metric_kind_fixed"


class UnknownStep(NotValid):
    """The key result has no such step."""

    code = "unknown_step"


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone on the way."""

    id: UUID
    title: str
    weight: Decimal = ONE
    done: bool = False


@dataclass(frozen=True, slots=True)
class Metric:
    """Where a number started, where it should end or stay, and where it is, if anybody said."""

    kind: MetricKind
    start: Decimal | None = None
    target: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    steps: Sequence[Step] | None = None
    current: Decimal | None = None


MEMBERS = ("start", "target", "lower", "upper", "steps")
REQUIRED: dict[MetricKind, tuple[str, ...]] = {
    MetricKind.increase: ("start", "target"),
    MetricKind.decrease: ("start", "target"),
    MetricKind.maintain_above: ("target",),
    MetricKind.maintain_below: ("target",),
    MetricKind.maintain_between: ("lower", "upper"),
    MetricKind.milestones: ("steps",),
    MetricKind.yes_no: (),
}
OPTIONAL: dict[MetricKind, tuple[str, ...]] = {
    MetricKind.maintain_above: ("lower",),
    MetricKind.maintain_below: ("upper",),
}
MEASURED = frozenset(
    {MetricKind.maintain_above, MetricKind.maintain_below, MetricKind.maintain_between}
)


def takes(kind: MetricKind) -> tuple[str, ...]:
    """Return the members that a kind knows, required ones first."""
    return REQUIRED[kind] + OPTIONAL.get(kind, ())


def ensure_consistent(metric: Metric, pointer: str) -> None:
    """Raise where members are missing or unfit, or contradict one another."""
    for name in MEMBERS:
        given = getattr(metric, name)
        if given is not None and name not in takes(metric.kind):
            raise MetricMemberUnfit(f"{pointer}/{name}", kind=metric.kind, member=name)
        if not given and given != ZERO and name in REQUIRED[metric.kind]:
            raise MetricMemberRequired(f"{pointer}/{name}", kind=metric.kind, member=name)
    if (wrong := contradiction(metric)) is not None:
        raise MetricContradiction(f"{pointer}/{wrong}", kind=metric.kind)


def contradiction(metric: Metric) -> str | None:
    """Return the member that makes a metric one that could never be met, or never missed."""
    target, start, lower, upper = metric.target, metric.start, metric.lower, metric.upper
    wrong = {
        MetricKind.increase: ("target", target, start),
        MetricKind.decrease: ("target", start, target),
        MetricKind.maintain_above: ("lower", target, lower),
        MetricKind.maintain_below: ("upper", upper, target),
        MetricKind.maintain_between: ("lower", upper, lower),
    }.get(metric.kind)
    if wrong is None:
        return None
    member, more, less = wrong
    return member if more is not None and less is not None and more <= less else None


def weight_done(steps: Sequence[Step]) -> Decimal:
    """Return the weight of the steps that are done."""
    return sum((step.weight for step in steps if step.done), ZERO)


def attainment(metric: Metric) -> Decimal | None:
    """Return the part of the way travelled, as it is: below 0 and above 1 too.

    Before the first check-in that is 0, and None for what has to be measured to be known.
    """
    if metric.current is None:
        return None if metric.kind in MEASURED else ZERO
    match metric.kind:
        case MetricKind.increase | MetricKind.decrease:
            return travelled(metric.current, metric.start or ZERO, metric.target or ZERO)
        case MetricKind.maintain_above | MetricKind.maintain_below:
            return kept(metric, metric.current)
        case MetricKind.maintain_between:
            return ONE if is_between(metric, metric.current) else ZERO
        case MetricKind.milestones:
            return metric.current / sum((s.weight for s in metric.steps or ()), ZERO)
        case MetricKind.yes_no:
            return metric.current
        case _:
            assert_never(metric.kind)


def travelled(current: Decimal, start: Decimal, target: Decimal) -> Decimal:
    """Return the part of the way from `start` to `target`."""
    return (current - start) / (target - start)


def kept(metric: Metric, current: Decimal) -> Decimal:
    """Return 1 where a limit is kept, else how much of the margin beside it is left."""
    target, above = metric.target or ZERO, metric.kind is MetricKind.maintain_above
    if current >= target if above else current <= target:
        return ONE
    limit = metric.lower if above else metric.upper
    return ZERO if limit is None else travelled(current, limit, target)


def is_between(metric: Metric, current: Decimal) -> bool:
    """Whether a value lies between two limits, both included."""
    return (metric.lower or ZERO) <= current <= (metric.upper or ZERO)
