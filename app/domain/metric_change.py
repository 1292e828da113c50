"""Changing what a key result measures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.domain.check_in import RepeatedStep
from app.domain.metric import (
    MEMBERS,
    ONE,
    ZERO,
    Metric,
    MetricKind,
    Step,
    UnknownStep,
    ensure_consistent,
    takes,
)

STARTING = (MetricKind.increase, MetricKind.decrease)


def new_metric(
    given: Mapping[str, Any], new_id: Callable[[], UUID], pointer: str = "/metric"
) -> Metric:
    """Return the metric that a request describes, or raise. What grows or shrinks starts at 0."""
    metric = Metric(given["kind"], **{name: given.get(name) for name in MEMBERS[:-1]})
    if metric.kind in STARTING and metric.start is None:
        metric = replace(metric, start=ZERO)
    steps = given.get("steps")
    if steps is not None:
        metric = replace(metric, steps=steps_after((), steps, new_id, f"{pointer}/steps"))
    ensure_consistent(metric, pointer)
    return metric


def changed_metric(
    metric: Metric, change: Mapping[str, Any], new_id: Callable[[], UUID], pointer: str = "/metric"
) -> Metric:
    """Return a metric after a change, member by member.

    Under another kind only those members stay that it knows as well.
    """
    kind = change.get("kind", metric.kind)
    kept = MEMBERS if kind is metric.kind else takes(kind)
    was = {name: getattr(metric, name) for name in kept}
    given = was | {name: value for name, value in change.items() if name in MEMBERS}
    steps = given.pop("steps", None)
    if change.get("steps") is not None:
        steps = steps_after(metric.steps or (), change["steps"], new_id, f"{pointer}/steps")
    current = metric.current if kind is metric.kind else None
    after = Metric(kind, **given, steps=steps, current=current)
    if kind in STARTING and after.start is None:
        after = replace(after, start=ZERO)
    ensure_consistent(after, pointer)
    return after


def steps_after(
    now: Iterable[Step], wanted: Iterable[Mapping[str, Any]], new_id: Callable[[], UUID], at: str
) -> list[Step]:
    """Return steps as they are wanted. Those that keep their id keep whether they are done."""
    known = {step.id: step for step in now}
    after: dict[UUID, Step] = {}
    for place, step in enumerate(wanted):
        id = step.get("id")
        if id is not None and id not in known:
            raise UnknownStep(f"{at}/{place}/id")
        if id in after:
            raise RepeatedStep(f"{at}/{place}/id")
        id = id or new_id()
        done = id in known and known[id].done
        after[id] = Step(id, step["title"], step.get("weight") or ONE, done)
    return list(after.values())
