"""Giving objectives to other owners."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record_all
from app.domain.actor import Actor
from app.domain.lifecycle import ObjectiveState
from app.domain.ownership import Owner, ensure_named
from app.domain.permissions import ensure_may_give, may_agree
from app.features.owners.queries import ensure_can_own
from app.features.scores.commands import settle_scores
from app.tables import Objective
from app.tables.owned import owner_columns


async def given_to(
    session: AsyncSession, actor: Actor, objective: Objective, wanted: dict[str, Any]
) -> dict[str, Any]:
    """Return what changes with a new owner, who agrees for themselves."""
    owner = ensure_named(wanted["kind"], wanted["id"], actor.org_id, "/owner")
    if owner == objective.owner:
        return {}
    ensure_may_give(actor, owner)
    await ensure_can_own(session, actor, owner)
    return owner_columns(owner) | agreed_anew(actor, objective, owner)


def agreed_anew(actor: Actor, objective: Objective, owner: Owner) -> dict[str, Any]:
    """Return the state of an agreed objective whose new owner has not agreed to it."""
    if objective.state is not ObjectiveState.agreed or may_agree(actor, owner):
        return {}
    return {"state": ObjectiveState.proposed}


async def give(
    session: AsyncSession,
    actor: Actor,
    objectives: Sequence[Objective],
    owner: Owner,
    *,
    shut: Collection[UUID] = (),
    note: str | None = None,
) -> None:
    """Give objectives to an owner who can have them; those of `shut` cycles keep their state."""
    before = {each.id: each.facts() for each in objectives}
    for each in objectives:
        anew = {} if each.cycle_id in shut else agreed_anew(actor, each, owner)
        each.sqlmodel_update(owner_columns(owner) | anew)
        each.edited(actor.at)
    await settle_scores(session, actor, objectives, before)
    await record_all(session, actor, "objective.updated", objectives, before=before, note=note)
