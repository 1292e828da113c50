"""What adds up in the story: the figures of goals and of all that they move."""

from collections.abc import Iterable
from uuid import UUID

from app.demo.ways import Parts, ways_up
from app.demo.world import World, put
from app.domain.actor import Actor
from app.domain.mean import Part
from app.domain.rollup import Moved, figure
from app.tables import KeyResult


def add_up(world: World, actor: Actor, ids: Iterable[UUID]) -> list[Moved]:
    """Keep the figures of these goals and of all that they move, and return what moved."""
    moved = []
    for way in ways_up(world.graph, tuple(ids)):
        goal, before = way.goal, vars(way.goal)["progress"]
        reckoned = figure(way.sum, as_they_stand(way.own), as_they_stand(way.children))
        if reckoned == before:
            continue
        moved.append(Moved(way.kind, goal.id, before, reckoned))
        fed = {"attainment": reckoned} if isinstance(goal, KeyResult) else {}
        put(goal, progress=reckoned, updated_at=actor.at, **fed)
    return moved


def as_they_stand(parts: Parts) -> list[Part]:
    """Return parts with their figures of now."""
    return [Part(weight, columns["progress"]) for weight, columns in parts]
