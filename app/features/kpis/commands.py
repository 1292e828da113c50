"""Changing KPIs."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record, record_all
from app.domain.actor import Actor
from app.domain.conflicts import InUse
from app.domain.kpi import default_scoring
from app.domain.kpi_change import ensure_changes, ensure_span, ensure_still_watched
from app.domain.kpi_key import KpiKeyTaken, ensure_key, key_of
from app.domain.kpi_source import ensure_source
from app.domain.ownership import Owner, ensure_named
from app.domain.permissions import ensure_may_change, ensure_may_give
from app.domain.visibility import ensure_visibility, starting_visibility
from app.domain.yardstick_rules import ensure_yardstick
from app.features.kpi_figures.commands import stand
from app.features.kpi_ties.commands import guard, take_parts
from app.features.kpi_ties.queries import (
    ensure_targets_fit,
    guarded_by,
    named_by,
    standing_on,
)
from app.features.kpis import queries
from app.features.kpis.schemas import KpiCreate, KpiUpdate
from app.features.limits.queries import Held, ensure_room_for_kpi
from app.features.organizations.queries import organization_of
from app.features.owners.queries import ensure_can_own
from app.tables import Kpi
from app.tables.base import new_id
from app.tables.owned import owner_columns

STEM = 20  # letters of a key before a number may stand behind it
UNJUDGED = {"key", "name", "definition", "unit", "weight", "visibility", "owner", "guards"}


class Watched(NamedTuple):
    """A KPI, as the journal tells it: with the objectives that it guards."""

    kpi: Kpi
    guards: Sequence[UUID]
    kind_name: str = "kpi"

    @property
    def id(self) -> UUID:
        """Which it is."""
        return self.kpi.id

    def facts(self) -> dict[str, Any]:
        """Return what people wrote of it."""
        return self.kpi.facts() | {"guards": list(self.guards)}


async def create_kpi(session: AsyncSession, actor: Actor, new: KpiCreate) -> Kpi:
    """Watch a figure from now on."""
    owner = ensure_named(new.owner.kind, new.owner.id, actor.org_id, "/owner")
    ensure_may_change(actor, owner)
    await ensure_can_own(session, actor, owner)
    fields = written(new) | {"org_id": actor.org_id, "id": new_id()}
    fields["key"] = await free_key(session, actor, fields)
    fields.setdefault("scoring", default_scoring(new.direction))
    if "visibility" not in fields:
        policy = (await organization_of(session, actor)).objective_visibility
        fields["visibility"] = starting_visibility(owner, policy)
    times = {"created_at": actor.at, "updated_at": actor.at}
    kpi = Kpi.model_validate(fields | owner_columns(owner) | times)
    ensure_fit(kpi)
    await ensure_room_for_kpi(session, actor, owner, *kpi.active)
    session.add(kpi)
    await take_parts(session, actor, kpi)
    guards = await guard(session, actor, kpi, new.guards)
    await stand(session, actor, [kpi.id])
    await record(session, actor, "kpi.created", Watched(kpi, guards))
    return kpi


def written(body: KpiCreate | KpiUpdate) -> dict[str, Any]:
    """Return what a body says, as columns keep it."""
    fields = body.model_dump(exclude={"owner", "guards", "steps"})
    steps = body.model_dump(include={"steps"}, mode="json", by_alias=True)
    return fields | steps


async def free_key(session: AsyncSession, actor: Actor, fields: dict[str, Any]) -> str:
    """Return the key that a KPI is to have, or one made of its name that nobody has."""
    key: str | None = fields.get("key")
    stem = key or key_of(fields["name"], fields["id"])[:STEM]
    taken = await queries.keys_like(session, actor, stem)
    if key is None:
        return key_of(fields["name"], fields["id"], taken)
    ensure_key(key)
    if key in taken:
        raise KpiKeyTaken
    return key


def ensure_fit(kpi: Kpi) -> None:
    """Raise where what is written of a KPI contradicts itself."""
    ensure_source(kpi.aggregate, kpi.formula)
    ensure_span(kpi.active)
    ensure_visibility(kpi.owner, kpi.visibility)
    ensure_yardstick(kpi.yardstick, kpi.target)


async def update_kpi(session: AsyncSession, actor: Actor, kpi: Kpi, change: KpiUpdate) -> Kpi:
    """Change what a KPI says, whose it is, or what it is judged by."""
    ensure_may_change(actor, kpi.owner)
    before = Watched(kpi, sorted(await guarded_by(session, actor, kpi.id)))
    was, fields, named = before.facts(), written(change), change.model_dump(include={"owner"})
    if fields.get("key", kpi.key) != kpi.key:
        await free_key(session, actor, fields)
    if "owner" in named:
        fields |= await given_to(session, actor, kpi, named["owner"])
    held = Held(kpi.id, kpi.owner, kpi.active)
    kpi.sqlmodel_update(fields)
    await ensure_changeable(session, actor, kpi, was)
    await ensure_room_for_kpi(session, actor, kpi.owner, *kpi.active, but=held)
    guards = before.guards
    if (given := change.model_dump(include={"guards"}).get("guards")) is not None:
        guards = await guard(session, actor, kpi, given)
    now = Watched(kpi, guards)
    changed = {name for name, value in now.facts().items() if was[name] != value}
    if not changed:
        return kpi
    kpi.edited(actor.at)
    if changed & {"formula", "frequency"}:
        await take_parts(session, actor, kpi)
    moved = await stand(session, actor, [kpi.id]) if changed - UNJUDGED else []
    await record(session, actor, "kpi.updated", now, was, moved=moved)
    return kpi


async def given_to(
    session: AsyncSession, actor: Actor, kpi: Kpi, wanted: dict[str, Any]
) -> dict[str, Any]:
    """Return what changes with a new owner."""
    owner = ensure_named(wanted["kind"], wanted["id"], actor.org_id, "/owner")
    if owner == kpi.owner:
        return {}
    ensure_may_give(actor, owner)
    await ensure_can_own(session, actor, owner)
    return owner_columns(owner)


async def give_kpis(
    session: AsyncSession,
    actor: Actor,
    kpis: Sequence[Kpi],
    owner: Owner,
    note: str | None = None,
) -> None:
    """Give KPIs to an owner who can have them."""
    before = {each.id: each.facts() for each in kpis}
    for each in kpis:
        each.sqlmodel_update(owner_columns(owner))
        each.edited(actor.at)
    await record_all(session, actor, "kpi.updated", kpis, before=before, note=note)


async def ensure_changeable(
    session: AsyncSession, actor: Actor, kpi: Kpi, was: dict[str, Any]
) -> None:
    """Raise where a KPI, as it is to be, contradicts itself or what stands on it."""
    ensure_fit(kpi)
    with session.no_autoflush:
        standing = await standing_on(session, actor, kpi.id)
        ensure_changes(was, kpi.facts(), standing)
        ensure_still_watched(kpi.active, standing)
        if standing.targets:
            await ensure_targets_fit(session, actor, kpi)


async def delete_kpi(session: AsyncSession, actor: Actor, kpi: Kpi) -> None:
    """Delete a KPI that nobody has measured, and that nothing names."""
    ensure_may_change(actor, kpi.owner)
    if blocked_by := await named_by(session, actor, kpi.id):
        raise InUse(blocked_by)
    guards = sorted(await guarded_by(session, actor, kpi.id))
    gone = Watched(kpi, guards)
    await record(session, actor, "kpi.deleted", gone, gone.facts(), gone=True)
    await session.delete(kpi)
