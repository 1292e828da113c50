"""Changing initiatives. They are no part of their key result: its figures and times stay."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record
from app.domain.actor import Actor
from app.domain.initiative import ensure_days
from app.domain.ownership import Owner
from app.domain.permissions import ensure_may_plan
from app.features.goals.commands import ensure_still_changes, ensure_takes_changes
from app.features.goals.queries import cycle_of, key_result_by_id, objective_by_id
from app.features.initiatives.schemas import InitiativeCreate, InitiativeUpdate
from app.features.key_results.commands import ensure_active
from app.features.owners.queries import ensure_can_own, heir
from app.tables import Initiative, KeyResult, Objective


async def create_initiative(
    session: AsyncSession, actor: Actor, key_result: KeyResult, new: InitiativeCreate
) -> Initiative:
    """Plan how to move a key result."""
    objective = await objective_by_id(session, actor, key_result.objective_id)
    ensure_may_plan(actor, objective.owner, key_result.owner_member_id)
    await ensure_plannable(session, actor, objective, key_result)
    ensure_days(new.starts_on, new.due_on)
    fields = new.model_dump()
    if "owner_id" in fields:
        whose = await given_to(session, actor, fields.pop("owner_id"))
    else:
        owner = Owner.of(key_result.owner_member_id)
        whose = {"owner_member_id": await heir(session, actor, owner)}
    place = {"org_id": actor.org_id, "key_result_id": key_result.id}
    times = {"created_at": actor.at, "updated_at": actor.at}
    initiative = Initiative.model_validate(fields | whose | place | times)
    session.add(initiative)
    await record(session, actor, "initiative.created", initiative)
    return initiative


async def ensure_plannable(
    session: AsyncSession, actor: Actor, objective: Objective, key_result: KeyResult
) -> None:
    """Raise where there is nothing to plan any more."""
    await ensure_still_changes(session, actor, objective)
    ensure_active(key_result)


async def given_to(
    session: AsyncSession, actor: Actor, member_id: UUID | None
) -> dict[str, UUID | None]:
    """Return whose a plan becomes: a member's who can own it, or nobody's."""
    await ensure_can_own(session, actor, Owner.of(member_id), "/owner_id")
    return {"owner_member_id": member_id}


async def update_initiative(
    session: AsyncSession, actor: Actor, initiative: Initiative, change: InitiativeUpdate
) -> Initiative:
    """Change a plan. Its owner may as well, but for whose it is: owning it is seeing the goal."""
    key_result = await key_result_by_id(session, actor, initiative.key_result_id)
    objective = await objective_by_id(session, actor, key_result.objective_id)
    fields: dict[str, Any] = change.model_dump()
    planner_id = initiative.owner_member_id
    handed_on = fields.get("owner_id", planner_id) != planner_id
    whose = (objective.owner, key_result.owner_member_id, None if handed_on else planner_id)
    ensure_may_plan(actor, *whose)
    await ensure_plannable(session, actor, objective, key_result)
    before, owner_id = initiative.facts(), fields.pop("owner_id", planner_id)
    if handed_on:
        fields |= await given_to(session, actor, owner_id)
    initiative.sqlmodel_update(fields)
    ensure_days(initiative.starts_on, initiative.due_on)
    if initiative.facts() == before:
        return initiative
    initiative.edited(actor.at)
    await record(session, actor, "initiative.updated", initiative, before)
    return initiative


async def delete_initiative(session: AsyncSession, actor: Actor, initiative: Initiative) -> None:
    """Delete a plan, under what is over or dropped as well; in a closed cycle everything stays."""
    key_result = await key_result_by_id(session, actor, initiative.key_result_id)
    objective = await objective_by_id(session, actor, key_result.objective_id)
    ensure_may_plan(actor, objective.owner, key_result.owner_member_id)
    await ensure_takes_changes(session, actor, await cycle_of(session, actor, objective))
    before = initiative.facts()
    await session.delete(initiative)
    await record(session, actor, "initiative.deleted", initiative, before, gone=True)
