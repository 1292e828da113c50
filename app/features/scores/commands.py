"""Confirming scores, or overriding them with a reason."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.facts import Facts
from app.db.journal import record, record_all
from app.domain.actor import Actor
from app.domain.permissions import ensure_may_decide, ensure_may_score
from app.domain.scorable import SCORED, ensure_scorable, ensure_score_reason
from app.domain.score import Score
from app.features.goals.commands import ensure_takes_changes
from app.features.goals.queries import cycle_of, objective_by_id
from app.features.key_results.commands import ensure_active
from app.features.scores import queries
from app.features.scores.schemas import ScorePut
from app.tables import KeyResult, Objective


async def score_key_result(
    session: AsyncSession, actor: Actor, key_result: KeyResult, given: ScorePut
) -> KeyResult:
    """Say what a key result came to, and with it what its objective's score is proposed from."""
    objective = await objective_by_id(session, actor, key_result.objective_id)
    ensure_may_score(actor, objective.owner, key_result.owner_member_id)
    await ensure_open_to_scores(session, actor, objective)
    ensure_active(key_result)
    score = await queries.score_of_key_result(session, actor, key_result)
    if await give(session, actor, key_result, score, given):
        objective.updated_at = actor.at
    return key_result


async def score_objective(
    session: AsyncSession, actor: Actor, objective: Objective, given: ScorePut
) -> Objective:
    """Say what an objective came to. Nobody does in another's name."""
    ensure_may_decide(actor, objective.owner)
    await ensure_open_to_scores(session, actor, objective)
    score = await queries.score_of_objective(session, actor, objective)
    await give(session, actor, objective, score, given)
    return objective


async def ensure_open_to_scores(session: AsyncSession, actor: Actor, objective: Objective) -> None:
    """Raise where it is too early or too late for scores."""
    cycle = await cycle_of(session, actor, objective)
    await ensure_takes_changes(session, actor, cycle)
    ensure_scorable(cycle.state, objective.state)


async def settle_scores(
    session: AsyncSession,
    actor: Actor,
    objectives: Sequence[Objective],
    before: Mapping[UUID, Facts],
) -> None:
    """Take back the scores of objectives that are agreed no more or of another cycle now.

    Those under them go as well. That an objective's own has gone is told by the line of the
    change that took it there.
    """
    settled = [each for each in objectives if not keeps_score(each, before[each.id])]
    for objective in settled:
        objective.score = objective.score_reason = None
    below = await queries.scored_under(session, actor, [each.id for each in settled])
    was = {each.id: each.facts() for each in below}
    for key_result in below:
        key_result.score = key_result.score_reason = None
        key_result.edited(actor.at)
    await record_all(session, actor, "key_result.scored", below, before=was)


def keeps_score(objective: Objective, before: Facts) -> bool:
    """Whether what people said of an objective is still about what it is."""
    return objective.state in SCORED and objective.cycle_id == before["cycle_id"]


async def give(
    session: AsyncSession,
    actor: Actor,
    thing: KeyResult | Objective,
    score: Score,
    given: ScorePut,
) -> bool:
    """Keep a score with its reason, or take it back, and say whether that changed anything."""
    ensure_score_reason(given.score, score.proposed, given.reason)
    before = thing.facts()
    thing.score = given.score
    thing.score_reason = None if given.score is None else given.reason
    if thing.facts() == before:
        return False
    thing.edited(actor.at)
    action = f"{thing.kind_name}.scored"
    await record(session, actor, action, thing, before, note=given.reason)
    return True
