"""How much one owner takes on: few objectives, few KPIs, few key results."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import accumulate
from typing import Any, NamedTuple

from app.domain.active import Active
from app.domain.errors import Conflict
from app.domain.generation import DAY


class Limits(StrEnum):
    """What happens beyond a limit: it is refused, or the sheet tells."""

    enforce = "enforce"
    advise = "advise"


class LimitPolicy(StrEnum):
    """What is limited: objectives of an owner in a cycle, their KPIs on a day, key results."""

    objectives = "max_objectives"
    kpis = "max_kpis"
    key_results = "max_key_results"


class LimitReached(Conflict):
    """There would be more of it than the organization has decided."""

    code = "limit_reached"

    def __init__(self, limit: "Limit", used: int, more: int, owner: dict[str, Any] | None) -> None:
        told = {"policy": limit.policy, "max": limit.most, "used": used}
        whose = {} if owner is None else {"owner": owner}
        wanted, policy, most = used + more, limit.policy, limit.most
        super().__init__(told | whose, wanted=wanted, policy=policy, most=most)


class Limit(NamedTuple):
    """A policy, how much it allows, and what happens beyond."""

    policy: LimitPolicy
    mode: Limits
    most: int

    def ensure_room(self, used: int, more: int = 1, *, owner: dict[str, Any] | None = None) -> None:
        """Raise where so many more are too many. Who adds nothing is never refused."""
        if more > 0 and self.mode is Limits.enforce and used + more > self.most:
            raise LimitReached(self, used, more, owner)


def meet(one: Active, other: Active) -> bool:
    """Whether there is a day that belongs to both spans."""
    return (one.last is None or other.first <= one.last) and (
        other.last is None or one.first <= other.last
    )


def most_on_a_day(spans: Iterable[Active], among: Active) -> int:
    """Return how many spans the fullest day has, of those that `among` names."""
    steps: list[tuple[date, int]] = []
    for span in spans:
        if not meet(span, among):
            continue
        steps.append((max(span.first, among.first), 1))
        if span.last is not None and span.last < date.max:
            steps.append((span.last + DAY, -1))  # before another that begins on this day
    return max(accumulate(step for _, step in sorted(steps)), default=0)


def gained(before: Active, after: Active) -> list[Active]:
    """Return the days that a span has gained, in at most two stretches."""
    stretches = []
    if after.first < before.first:
        until = before.first - DAY
        last = until if after.last is None else min(until, after.last)
        stretches.append(Active(after.first, last))
    if before.last is not None and (after.last is None or after.last > before.last):
        stretches.append(Active(max(before.last + DAY, after.first), after.last))
    return stretches
