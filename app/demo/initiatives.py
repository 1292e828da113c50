"""The plans of the story: written down before their cycle, worked on, done or late."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.cycles import ensure_takes_changes
from app.demo.facts import last_news
from app.demo.script import Initiative as Told
from app.demo.script import Objective, Story
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.initiative import InitiativeState
from app.domain.lifecycle import ensure_open
from app.domain.permissions import ensure_may_plan
from app.tables import Initiative, KeyResult
from app.tables import Objective as Goal

HOUR = 60
EARLY = timedelta(days=4)  # before its cycle begins


def acts_of_initiatives(
    story: Story, calendar: Calendar, objective: Objective, place: int
) -> Iterator[Act]:
    """Yield what happens to the plans under an objective."""
    first = calendar.spans[objective.cycle].first
    for number, key_result in enumerate(objective.key_results, 1):
        who = story.speakers[key_result.owner or objective.owner]
        name, minute = f"{objective.key}.{number}", (place + number) % HOUR
        for plan in key_result.initiatives:
            named = partial(plan_it, key=name, told=plan)
            yield Act(calendar.at(first - EARLY, 15, minute), who, named)
            doer = story.speakers[plan.owner or who]
            end = last_news(calendar, objective, key_result)
            for days, to in ways(plan):
                if first + timedelta(days=days) >= end:
                    break  # it was given up
                does = partial(work_on, key=f"{name} {plan.title}", to=to)
                yield Act(calendar.at(first + timedelta(days=days), 8, minute), doer, does)


def ways(plan: Told) -> Iterator[tuple[int, InitiativeState]]:
    """Yield on which day of its cycle a plan is taken up, and how it ends."""
    if plan.reaches is InitiativeState.planned:
        return
    yield plan.starts, InitiativeState.doing
    if plan.reaches is not InitiativeState.doing:
        yield max(plan.due - 2, plan.starts + 1), plan.reaches


def plan_it(world: World, actor: Actor, key: str, told: Told) -> None:
    """Plan how to move a key result."""
    key_result: KeyResult = world.things[key]
    objective = world.graph.objective_of(key_result.id)
    ensure_may_plan(actor, objective.owner, key_result.owner_member_id)
    ensure_takes_changes(world, objective.cycle_id)
    ensure_open(objective.state)
    first = world.things[f"cycle {objective.cycle_id}"].starts_on
    owner = key_result.owner_member_id if told.owner is None else world.members[told.owner].id
    fields = told.model_dump(include={"title", "strategy", "effect"}) | {
        "key_result_id": key_result.id,
        "owner_member_id": owner,
        "starts_on": first + timedelta(days=told.starts),
        "due_on": first + timedelta(days=told.due),
        "url": None,
        "steps": [{"title": title, "done": False} for title in told.steps],
    }
    initiative = world.make(Initiative, actor, fields)
    world.things[f"{key} {told.title}"] = initiative
    world.record(actor, "initiative.created", initiative)


def work_on(world: World, actor: Actor, key: str, to: InitiativeState) -> None:
    """Take a plan up, or say how it ended. Of one that is under way the first half is done."""
    initiative: Initiative = world.things[key]
    objective: Goal = world.graph.objective_of(initiative.key_result_id)
    key_result = world.graph.goals[initiative.key_result_id]
    assert isinstance(key_result, KeyResult)
    whose = (objective.owner, key_result.owner_member_id, initiative.owner_member_id)
    ensure_may_plan(actor, *whose)
    ensure_takes_changes(world, objective.cycle_id)
    ensure_open(objective.state)
    before, steps = initiative.facts(), initiative.steps
    done = len(steps) // 2 if to is InitiativeState.doing else len(steps)
    if to is not InitiativeState.dropped:
        initiative.steps = [step | {"done": n < done} for n, step in enumerate(steps)]
    initiative.state = to
    initiative.edited(actor.at)
    world.record(actor, "initiative.updated", initiative, before)
