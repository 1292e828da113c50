"""The check-ins of the story: each moves its key result, and everything above."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.cycles import ensure_takes_changes
from app.demo.facts import SILENCE, Fact, told_by_now
from app.demo.figures import add_up
from app.demo.said import Said
from app.demo.script import Objective, Story
from app.demo.world import World, put
from app.domain.actor import Actor
from app.domain.check_in import ensure_sayable, standing, told, value_told
from app.domain.check_in_day import day_of
from app.domain.key_result_state import KeyResultDropped, KeyResultState
from app.domain.lifecycle import ensure_open
from app.domain.metric import Metric, MetricKind
from app.domain.permissions import ensure_may_check_in
from app.domain.rollup import Moved
from app.domain.tracking import followed
from app.domain.tracking_rules import ensure_reportable
from app.features.check_ins.schemas import CheckInCreate
from app.tables import CheckIn, Cycle, KeyResult
from app.tables import Objective as Goal
from app.tables.base import new_id

WEEK = 7
HOUR = 60
CORRECTED = "更正:昨天填错了。 Corrected: yesterday's figure was a typing error."
READ = TypeAdapter(CheckInCreate)  # several times as fast as the model's own method
Plain = tuple[Act, bool]


def acts_of_check_ins(
    story: Story, calendar: Calendar, objective: Objective, place: int
) -> Iterator[Plain]:
    """Yield what is reported about an objective, and whether it would be missed by nobody."""
    for number, key_result in enumerate(objective.key_results, 1):
        who = key_result.owner or story.writer_of(objective)
        shift, minute = (2 * place + 3 * number) % WEEK, 3 * place % HOUR
        for fact, day, is_last in told_by_now(calendar, objective, number, shift):
            plain = fact.saying is SILENCE and fact.value is not None and not is_last
            for act in acts_of(calendar, fact, story.speakers[who], day, minute):
                yield act, plain


def acts_of(calendar: Calendar, fact: Fact, who: str, day: date, minute: int) -> Iterator[Act]:
    """Yield a check-in, and its correction where it was mistaken."""
    at = calendar.at(day, 10 + fact.place % WEEK, minute)
    yield Act(at, who, partial(report, fact=fact))
    if fact.saying.mistaken is not None:
        later: datetime = at + timedelta(days=1)
        yield Act(later, who, partial(correct, fact=fact))


def report(world: World, actor: Actor, fact: Fact) -> None:
    """Check in."""
    mistaken = fact.saying.mistaken
    key_result: KeyResult = world.things[fact.name]
    said = fact.words() | measured(key_result, fact.value if mistaken is None else mistaken)
    check_in = check_in_on(world, actor, key_result, said, named_in(world, fact))
    if mistaken is not None:
        world.things[f"{fact.name}@{fact.place}"] = check_in


def named_in(world: World, fact: Fact) -> list[dict[str, str]]:
    """Return the plan that a check-in speaks of, as it was called then."""
    plan = world.things.get(f"{fact.name} {fact.saying.plan}")
    return [] if plan is None else [{"id": str(plan.id), "title": plan.title}]


def measured(key_result: KeyResult, value: Decimal | None) -> dict[str, Any]:
    """Return a value as a metric takes it. Of milestones it says how many are done by then."""
    if value is None:
        return {}
    if key_result.kind is not MetricKind.milestones:
        return {"value": value}
    steps = key_result.steps or []
    done = [step for step in steps[: int(value)] if not step["done"]]
    return {"steps": [{"id": step["id"], "done": True} for step in done]} if done else {}


def correct(world: World, actor: Actor, fact: Fact) -> None:
    """Replace a check-in whose value was mistaken."""
    replaced: Said = world.things.pop(f"{fact.name}@{fact.place}")  # at most once
    said = {"value": fact.value, "replaces_id": replaced.id, "note": CORRECTED}
    place = {"effective_on": replaced.report.effective_on}
    plans = named_in(world, fact)
    check_in_on(world, actor, world.things[fact.name], fact.words() | said | place, plans)


def check_in_on(
    world: World,
    actor: Actor,
    key_result: KeyResult,
    said: dict[str, Any],
    plans: list[dict[str, str]],
) -> Said:
    """Keep a fact, and every figure that it moves, however many levels up."""
    objective = world.graph.objective_of(key_result.id)
    new = READ.validate_python(said)
    metric = key_result.metric
    ensure_may_say(world, actor, objective, key_result, metric, new)
    cycle: Cycle = world.things[f"cycle {objective.cycle_id}"]
    day = day_of(new.effective_on, None, actor.today, cycle.span)
    place = {"key_result_id": key_result.id, "author_id": actor.member_id, "effective_on": day}
    times = {"org_id": actor.org_id, "id": new_id(), "created_at": actor.at}
    fields = new.model_dump(mode="python") | place | times | {"initiatives": plans}
    if new.steps is not None:
        fields["steps"] = [step.model_dump(mode="json") for step in new.steps]
    check_in = Said(fields)
    before = key_result.progress
    fields |= stand(world, key_result, metric, check_in)
    moved = moved_by(world, actor, key_result, before)
    put(key_result, updated_at=actor.at)
    put(objective, updated_at=actor.at)
    world.rows[CheckIn].append(fields)
    world.record(actor, "check_in.created", check_in, moved=moved)
    return check_in


def ensure_may_say(
    world: World,
    actor: Actor,
    objective: Goal,
    key_result: KeyResult,
    metric: Metric,
    new: CheckInCreate,
) -> None:
    """Raise where somebody may not report this, or where nothing is reported any more."""
    ensure_may_check_in(actor, objective.owner, key_result.owner_member_id)
    ensure_takes_changes(world, objective.cycle_id)
    ensure_open(objective.state)
    if key_result.state is KeyResultState.dropped:
        raise KeyResultDropped
    steps = None if new.steps is None else [step.id for step in new.steps]
    says = new.value is not None or steps is not None
    ensure_reportable(tracks=key_result.kpi_id is not None, says=says)
    ensure_sayable(metric, key_result.progress_source, new.value, steps)


def stand(world: World, key_result: KeyResult, metric: Metric, check_in: Said) -> dict[str, Any]:
    """Take a check-in into account, and return what it found and what it left."""
    found = {"previous_value": key_result.current, "progress_before": key_result.progress}
    id, report = key_result.id, check_in.report
    reports = world.graph.reports[id]
    reports.append(report)
    if report.steps is None and report.replaces_id is None and metric.steps is None:
        now = told(world.graph.standings[id], report)  # days come in order, so it is the latest
    else:
        now = standing(metric, reports)
    world.graph.standings[id] = now
    if key_result.kpi_id is not None:
        now = followed(now, *world.watching.followed[id])
    put(key_result, **key_result.standing_at(now))
    if report.steps is not None:
        found["value"] = value_told(metric, reports, report)
    return found | {"progress_after": key_result.progress}


def moved_by(
    world: World, actor: Actor, key_result: KeyResult, before: Decimal | None
) -> list[Moved]:
    """Return what a check-in moves: its key result, and then everything above."""
    if before == key_result.progress:
        return []
    itself = Moved("key_result", key_result.id, before, key_result.progress)
    return [itself, *add_up(world, actor, [key_result.id])]
