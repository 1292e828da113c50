"""The scores of the story: said after a quarter, when its objectives are closed."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.cycles import ensure_takes_changes
from app.demo.script import Objective as Told
from app.demo.verdict_script import Verdict
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.key_result_state import KeyResultState
from app.domain.permissions import ensure_may_score
from app.domain.scorable import ensure_scorable, ensure_score_reason
from app.domain.score_proposal import Result, proposed_above
from app.features.scores.schemas import ScorePut
from app.tables import KeyResult

AFTER, ABOVE = timedelta(days=6), timedelta(days=7)  # the last day of a quarter
HOUR = 60


def acts_of_scores(calendar: Calendar, who: str, told: Told, place: int) -> Iterator[Act]:
    """Yield what is said of an objective in the end: first of its key results."""
    if told.reaches != "closed":
        return
    last, minute = calendar.spans[told.cycle].last, place % HOUR
    for number, key_result in enumerate(told.key_results, 1):
        if key_result.score is not None:
            does = partial(score, name=f"{told.key}.{number}", told=key_result.score)
            yield Act(calendar.at(last + AFTER, 10 + place // HOUR % 8, minute), who, does)
    if told.score is not None:
        does = partial(score, name=told.key, told=told.score)
        yield Act(calendar.at(last + ABOVE, 10 + place // HOUR % 8, minute), who, does)


def score(world: World, actor: Actor, name: str, told: Verdict) -> None:
    """Confirm what the figures propose, or say why it is to be seen otherwise."""
    thing = world.things[name]
    objective = world.graph.objective_of(thing.id)
    ensure_may_score(actor, objective.owner, getattr(thing, "owner_member_id", None))
    ensure_takes_changes(world, objective.cycle_id)
    ensure_scorable(world.things[f"cycle {objective.cycle_id}"].state, objective.state)
    if isinstance(thing, KeyResult):
        proposed = result_of(thing).proposed
    else:
        below = world.graph.key_results[thing.id]
        counting = [each for each in below if each.state is KeyResultState.active]
        proposed = proposed_above([result_of(each) for each in counting], thing.progress)
    wanted = proposed if told.to is None else told.to
    if wanted is None:
        return
    given = ScorePut(score=wanted, reason=told.reason)
    ensure_score_reason(given.score, proposed, given.reason)
    before = thing.facts()
    thing.score, thing.score_reason = given.score, given.reason
    thing.edited(actor.at)
    objective.updated_at = actor.at
    action = f"{thing.kind_name}.scored"
    world.record(actor, action, thing, before, note=given.reason)


def result_of(key_result: KeyResult) -> Result:
    """Return a key result as scores see it. No target has moved in the story."""
    return Result(key_result.weight, key_result.progress, key_result.score)
