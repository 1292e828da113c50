"""What adds up in the story: the figures of goals and of all that they move."""

from collections.abc import Iterable
from uuid import UUID

from app.demo.graph import Goal
from app.demo.ways import Parts, ways_up
from app.demo.world import World, put
from app.domain.actor import Actor
from app.domain.mean import Part
from app.domain.rollup import Goal as Sum
from app.domain.rollup import Moved, ProgressPolicy, figure
from app.tables import KeyResult


def add_up(world: World, actor: Actor, ids: Iterable[UUID]) -> list[Moved]:
    """Keep the figures of these goals and of all that they move, and return what moved."""
    moved = []
    for way in ways_up(world.graph, tuple(ids)):
        goal = way.goal
        reckoned = figure(sum_of(goal), parts_of(way.own), parts_of(way.children))
        if reckoned == goal.progress:
            continue
        moved.append(Moved(goal.kind_name, goal.id, goal.progress, reckoned))
        fed = {"attainment": reckoned} if isinstance(goal, KeyResult) else {}
        put(goal, progress=reckoned, updated_at=actor.at, **fed)
    return moved


def sum_of(goal: Goal) -> Sum:
    """Return how the figure of a goal is made."""
    if isinstance(goal, KeyResult):
        return Sum(ProgressPolicy.children)
    return Sum(goal.progress_policy, manual=goal.progress)


def parts_of(parts: Parts) -> list[Part]:
    """Return parts as they stand. Millions are asked for: a mapped attribute takes its time."""
    return [Part(weight, goal.__dict__["progress"]) for weight, goal in parts]
