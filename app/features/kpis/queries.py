"""Reading KPIs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Uuid, and_, bindparam, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.document import Document
from app.db.fast import FastList, FastRead, any_of, within
from app.db.json import JSON, instant, json_array, json_object, number
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.errors import NotFound
from app.domain.ownership import Owner, OwnerKind
from app.features.finding.queries import name_orders, since, worded
from app.features.owners.queries import owned, owner_of
from app.features.sight.queries import LATER, kpi_visible, told, visible
from app.tables import Kpi

KIND = "kpi"  # what the index of words calls it
PLAIN = (
    "id", "org_id", "key", "name", "definition", "unit", "direction", "frequency", "scoring",
    "aggregate", "formula", "steps", "active_from", "active_until", "visibility", "version",
)  # fmt: skip
NUMBERS = ("weight", "baseline", "lower", "upper", "warning", "target")


def guarded(k: Any, me: Any = ME.c) -> JSON:
    """Return the ids of the objectives that a KPI guards, as far as somebody may see them."""
    tie, o = aliased(sql.kpi_guard), aliased(sql.objective)
    its = and_(o.org_id == tie.org_id, o.id == tie.objective_id)
    ids = columns(json_array(o.id, o.id)).select_from(tie).join(o, its)
    mine = (tie.org_id == k.org_id, tie.kpi_id == k.id, visible(me, o))
    return ids.where(*mine).scalar_subquery()


def fields_of(k: Any, me: Any = ME.c) -> dict[str, Any]:
    """Return a KPI in its public form, member by member."""
    numbers = {name: number(getattr(k, name)) for name in NUMBERS}
    return {name: getattr(k, name) for name in PLAIN} | numbers | {
        "owner": owner_of(k),
        "guards": guarded(k, me),
        "created_at": instant(k.created_at),
        "updated_at": instant(k.updated_at),
    }  # fmt: skip


def shown(k: Any) -> Any:
    """Select KPIs in their public form."""
    return columns(json_object(fields_of(k))).select_from(k)


KPI = FastRead(
    shown(sql.kpi)
    .add_columns(sql.kpi.version)
    .where(kpi_visible(ME.c), sql.kpi.id == bindparam("kpi_id", type_=Uuid()))
)
FILTERS = {
    "owner_id": owned(sql.kpi),
    "team_id": any_of(sql.kpi.owner_team_id, "team_id", Uuid()),
    "key": any_of(sql.kpi.key, "key"),
    "direction": any_of(sql.kpi.direction, "direction"),
    "frequency": any_of(sql.kpi.frequency, "frequency"),
    "scoring": any_of(sql.kpi.scoring, "scoring"),
    "formula": sql.kpi.formula.is_not(None) == bindparam("formula", type_=Boolean()),
    "visibility": any_of(sql.kpi.visibility, "visibility"),
    "updated_since": since(sql.kpi.updated_at),
    "q": worded(sql.kpi, KIND, sql.kpi.key, sql.kpi.name, sql.kpi.definition),
}
KPIS = FastList(
    sql.kpi, shown, visible=[kpi_visible(ME.c)], filters=FILTERS, sorts=name_orders(sql.kpi)
)


async def written_kpi(session: AsyncSession, caller: Caller, kpi_id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await KPI.one(await within(session), caller, kpi_id=kpi_id)


SEEN = select(Kpi).where(kpi_visible(LATER), sql.kpi.id == bindparam("id", type_=Uuid()))


async def kpi_by_id(session: AsyncSession, actor: Actor, kpi_id: UUID) -> Kpi:
    """Return one KPI that the actor may see, or raise NotFound."""
    found = await session.exec(SEEN, params=told(actor) | {"id": kpi_id})
    kpi: Kpi | None = found.one_or_none()
    if kpi is None:
        raise NotFound
    return kpi


async def keys_like(session: AsyncSession, actor: Actor, stem: str) -> set[str]:
    """Return the keys of an organization that begin alike, seen or not."""
    k = sql.kpi
    mine = columns(k.key).where(k.org_id == actor.org_id, k.key.startswith(stem, autoescape=True))
    return {key for (key,) in await sql.rows(session, mine)}


async def kpis_of(
    session: AsyncSession, actor: Actor, owner: Owner, *, watched: bool = False
) -> Sequence[Kpi]:
    """Return the KPIs of a member or a team; `watched`: only those that have not ended."""
    k = sql.kpi
    column = k.owner_team_id if owner.kind is OwnerKind.team else k.owner_member_id
    mine = select(Kpi).where(k.org_id == actor.org_id, column == owner.id).order_by(k.id)
    going = or_(k.active_until.is_(None), k.active_until >= actor.today)
    return (await session.exec(mine.where(going) if watched else mine)).all()
