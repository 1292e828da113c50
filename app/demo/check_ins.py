"""The check-ins of the story: values over the whole cycle, as far as it has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from app.demo.calendar import Calendar
from app.demo.objectives import DROPPED_AFTER, KEY_RESULT_DROPPED_AFTER, writer_of
from app.demo.script import KeyResult, Objective, Saying
from app.demo.stage import Act, Stage
from app.domain.actor import Actor
from app.domain.metric import MetricKind
from app.features.check_ins.commands import create_check_in
from app.features.check_ins.schemas import CheckInCreate

SILENCE = Saying(at=-1)
WEEK = 7
CORRECTED = "更正:昨天填错了。 Corrected: yesterday's figure was a typing error."


@dataclass(frozen=True)
class Fact:
    """One check-in to come."""

    name: str  # of its key result
    place: int
    value: Decimal | None
    confidence: int | None
    saying: Saying

    def words(self) -> dict[str, Any]:
        """Return what people say in it, beside the value."""
        said = self.saying.model_dump(exclude={"at", "mistaken"}, exclude_none=True)
        return said if self.confidence is None else said | {"confidence": self.confidence}


def acts_of_check_ins(calendar: Calendar, objective: Objective, place: int) -> Iterator[Act]:
    """Yield what is reported about the key results of an objective."""
    for number, key_result in enumerate(objective.key_results, 1):
        who = key_result.owner or writer_of(objective)
        shift, minute = (2 * place + 3 * number) % WEEK, 3 * place % 60
        facts = facts_of(f"{objective.key}.{number}", key_result)
        days = calendar.spread(objective.cycle, len(facts), shift)
        last = last_news(calendar, objective, key_result)
        said = [each for each in zip(facts, days, strict=True) if each[1] < last]
        for fact, day in told(said):
            yield from acts_of(calendar, fact, who, day, minute)


def told(said: list[tuple[Fact, date]]) -> list[tuple[Fact, date]]:
    """Return what is worth telling: every other figure, the latest among them, and all words."""
    return [
        each for n, each in enumerate(reversed(said)) if n % 2 == 0 or each[0].saying is not SILENCE
    ][::-1]


def last_news(calendar: Calendar, objective: Objective, key_result: KeyResult) -> date:
    """Return the day from which on nothing is reported any more, as far as today can tell."""
    ends = [calendar.today - timedelta(days=key_result.silent)]
    first = calendar.spans[objective.cycle].first
    if objective.reaches == "dropped":
        ends.append(first + DROPPED_AFTER)
    if key_result.dropped:
        ends.append(first + KEY_RESULT_DROPPED_AFTER)
    return min(ends)


def acts_of(calendar: Calendar, fact: Fact, who: str, day: date, minute: int) -> Iterator[Act]:
    """Yield a check-in, and its correction where it was mistaken."""
    at = calendar.at(day, 10 + fact.place % WEEK, minute)
    yield Act(at, who, partial(report, fact=fact))
    if fact.saying.mistaken is not None:
        later: datetime = at + timedelta(days=1)
        yield Act(later, who, partial(correct, fact=fact))


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


async def report(stage: Stage, actor: Actor, fact: Fact) -> None:
    """Check in."""
    mistaken = fact.saying.mistaken
    value = fact.value if mistaken is None else mistaken
    key_result = stage.things[fact.name]
    new = CheckInCreate.model_validate(fact.words() | measured(key_result, value))
    made, _ = await create_check_in(stage.session, actor, key_result, new)
    stage.things[f"{fact.name}@{fact.place}"] = made


def measured(key_result: Any, value: Decimal | None) -> dict[str, Any]:
    """Return a value as a metric takes it. Of milestones it says how many are done by then."""
    if value is None:
        return {}
    if key_result.kind is not MetricKind.milestones:
        return {"value": value}
    done = [step for step in key_result.steps[: int(value)] if not step["done"]]
    return {"steps": [{"id": step["id"], "done": True} for step in done]} if done else {}


async def correct(stage: Stage, actor: Actor, fact: Fact) -> None:
    """Replace a check-in whose value was mistaken."""
    replaced = stage.things[f"{fact.name}@{fact.place}"]
    new = CheckInCreate.model_validate(
        fact.words() | {"value": fact.value, "replaces_id": replaced.id, "note": CORRECTED}
    )
    made, _ = await create_check_in(stage.session, actor, stage.things[fact.name], new)
    stage.things[f"{fact.name}@{fact.place} corrected"] = made
