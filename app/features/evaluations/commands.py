"""Changing evaluations."""

from sqlalchemy import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.journal import record
from app.domain.actor import Actor
from app.domain.conflicts import UnknownId
from app.domain.evaluation import (
    EvaluationExists,
    EvaluationState,
    ensure_draft,
    ensure_said,
    moved,
)
from app.domain.evaluation_line import result_of
from app.domain.evaluator import ensure_may_acknowledge, ensure_may_evaluate
from app.domain.ownership import ensure_named
from app.domain.rating import rating_of
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.features.evaluations import queries
from app.features.evaluations.schemas import (
    EvaluationCreate,
    EvaluationTransition,
    EvaluationUpdate,
)
from app.features.owners.queries import ensure_can_own
from app.tables import Cycle, Evaluation, EvaluationLine, Organization
from app.tables.owned import owner_columns


async def create_evaluation(
    session: AsyncSession, actor: Actor, new: EvaluationCreate
) -> Evaluation:
    """Begin to judge how the KPIs of an owner did. A closed cycle is judged as well."""
    ensure_role(actor, Role.member)
    owner = ensure_named(new.owner.kind, new.owner.id, actor.org_id, "/owner")
    await ensure_can_own(session, actor, owner)
    if await session.get(Cycle, (actor.org_id, new.cycle_id)) is None:
        raise UnknownId("/cycle_id")
    ensure_may_evaluate(actor, await queries.evaluated_of(session, actor, owner))
    if await queries.is_evaluated(session, actor, owner, new.cycle_id):
        raise EvaluationExists
    place = {"org_id": actor.org_id, "evaluator_id": actor.member_id}
    times = {"created_at": actor.at, "updated_at": actor.at}
    fields = new.model_dump(exclude={"owner"})
    evaluation = Evaluation.model_validate(fields | owner_columns(owner) | place | times)
    session.add(evaluation)
    await record(session, actor, "evaluation.created", evaluation)
    return evaluation


async def ensure_keeps(session: AsyncSession, actor: Actor, evaluation: Evaluation) -> None:
    """Raise unless the actor may go on with an evaluation."""
    evaluated = await queries.evaluated_of(session, actor, evaluation.owner)
    ensure_may_evaluate(actor, evaluated, evaluation.evaluator_id)


async def update_evaluation(
    session: AsyncSession, actor: Actor, evaluation: Evaluation, change: EvaluationUpdate
) -> Evaluation:
    """Write what there is to say, while nobody else reads it."""
    await ensure_keeps(session, actor, evaluation)
    ensure_draft(evaluation.state)
    before = evaluation.facts()
    evaluation.sqlmodel_update(change.model_dump())
    if evaluation.facts() != before:
        evaluation.edited(actor.at)
        await record(session, actor, "evaluation.updated", evaluation, before)
    return evaluation


async def move_evaluation(
    session: AsyncSession, actor: Actor, evaluation: Evaluation, transition: EvaluationTransition
) -> Evaluation:
    """Share an evaluation as it stands, take it back, or acknowledge it as who was evaluated."""
    to, note = transition.to, transition.note
    if to is EvaluationState.acknowledged:
        evaluated = await queries.evaluated_of(session, actor, evaluation.owner)
        ensure_may_acknowledge(actor, evaluated)
    else:
        await ensure_keeps(session, actor, evaluation)
    before, state = evaluation.facts(), moved(evaluation.state, to)
    ensure_said(state, note, transition.comment)
    if state is EvaluationState.shared:
        await freeze(session, evaluation)
    elif state is EvaluationState.draft:
        await thaw(session, evaluation)
    evaluation.state, evaluation.comment = state, transition.comment
    evaluation.edited(actor.at)
    await record(session, actor, "evaluation.moved", evaluation, before, note=note)
    return evaluation


async def freeze(session: AsyncSession, evaluation: Evaluation) -> None:
    """Keep lines, result and rating as they stand: weights are known from here on."""
    lines = await queries.lines_today(session, evaluation)
    organization = await session.get_one(Organization, evaluation.org_id)
    evaluation.result = result_of(lines)
    evaluation.rating = rating_of(evaluation.result, organization.rating_bands)
    place = {"org_id": evaluation.org_id, "evaluation_id": evaluation.id}
    for position, line in enumerate(lines):
        session.add(
            EvaluationLine(
                **place,
                position=position,
                kpi_id=line.kpi_id,
                name=line.name,
                weight=line.weight,
                attainment=line.attainment,
                capped=line.capped,
                weighted=line.weighted,
            )
        )


async def thaw(session: AsyncSession, evaluation: Evaluation) -> None:
    """Follow the figures again."""
    line = sql.evaluation_line
    mine = (line.org_id == evaluation.org_id, line.evaluation_id == evaluation.id)
    await session.exec(delete(EvaluationLine).where(*mine))
    evaluation.result = evaluation.rating = None


async def delete_evaluation(session: AsyncSession, actor: Actor, evaluation: Evaluation) -> None:
    """Delete a draft."""
    await ensure_keeps(session, actor, evaluation)
    ensure_draft(evaluation.state)
    facts = evaluation.facts()
    await record(session, actor, "evaluation.deleted", evaluation, facts, gone=True)
    await session.delete(evaluation)
