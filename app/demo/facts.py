"""What is reported about the key results of the story: values over the whole cycle."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.demo.calendar import Calendar
from app.demo.objectives import DROPPED_AFTER, KEY_RESULT_DROPPED_AFTER
from app.demo.script import KeyResult, Objective, Saying

SILENCE = Saying(at=-1)


@dataclass(frozen=True, slots=True)
class Fact:
    """One check-in to come."""

    name: str  # of its key result
    place: int
    value: Decimal | None
    confidence: int | None
    saying: Saying

    def words(self) -> dict[str, Any]:
        """Return what people say in it, beside the value."""
        said: dict[str, Any] = {"confidence": self.confidence}
        if self.saying is not SILENCE:
            said |= self.saying.model_dump(exclude={"at", "mistaken", "plan"})
        return said


def facts_of(name: str, told: KeyResult) -> list[Fact]:
    """Return the check-ins of a key result. Confidence is told now and then, and holds between."""
    says = {saying.at: saying for saying in told.says}
    count, given = max(len(told.values), len(told.confidence)), told.confidence
    return [
        Fact(
            name,
            place,
            told.values[place] if told.values else None,
            given[place * len(given) // count] if given else None,
            says.get(place, SILENCE),
        )
        for place in range(count)
    ]


def told_by_now(
    calendar: Calendar, objective: Objective, number: int, shift: int
) -> Iterator[tuple[Fact, date, bool]]:
    """Yield the facts of a key result with their days, and whether each is its last so far."""
    key_result = objective.key_results[number - 1]
    facts = facts_of(f"{objective.key}.{number}", key_result)
    days = calendar.spread(objective.cycle, len(facts), shift)
    end = last_news(calendar, objective, key_result)
    said = [each for each in zip(facts, days, strict=True) if each[1] < end]
    for fact, day in said:
        yield fact, day, fact is said[-1][0]


def last_news(calendar: Calendar, objective: Objective, key_result: KeyResult) -> date:
    """Return the day from which on nothing is reported any more, as far as today can tell."""
    ends = [calendar.today - timedelta(days=key_result.silent)]
    first = calendar.spans[objective.cycle].first
    if objective.reaches == "dropped":
        ends.append(first + DROPPED_AFTER)
    if key_result.dropped:
        ends.append(first + KEY_RESULT_DROPPED_AFTER)
    return min(ends)
