"""Reading measurements. What they attain is worked out here, by the rules and today's targets."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Boolean, Date, Uuid, and_, any_, bindparam, func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document
from app.db.facts import as_moved
from app.db.fast import FastList, FastRead, Reads, any_of, within
from app.db.json import instant, json_object, number
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.kpi import KpiDirection, Scoring
from app.domain.kpi_standing import judged
from app.domain.rollup import Moved
from app.domain.visibility import Visibility
from app.domain.yardstick import Yardstick
from app.features.finding.queries import since
from app.features.hiding.queries import masked
from app.features.owners.queries import person
from app.features.sight.queries import LATER, kpi_visible, measurement_visible, told
from app.tables import Kpi, Measurement
from app.tables.kpi import exactly, thresholds_in
from app.tables.values import as_figure

PLAIN = ("id", "org_id", "kpi_id", "period_on", "note", "replaces_id")
LIMITS = ("baseline", "lower", "upper")
OF_YARDSTICK = ("direction", "scoring", "steps", "warning", *LIMITS)
Yardsticks = Mapping[str, Yardstick]  # by the id of a KPI, as JSON has it


def stands(m: Any) -> Any:
    """Say which measurements count: those that no other replaces."""
    later = aliased(sql.measurement)
    mine = (later.org_id == m.org_id, later.replaces_id == m.id)
    return ~columns(later.id).where(*mine).exists()


def wanted_of(m: Any) -> Any:
    """Return the target of the period of a measurement: its own, or the default of the KPI."""
    k, t = aliased(sql.kpi), aliased(sql.kpi_target)
    its = and_(t.org_id == k.org_id, t.kpi_id == k.id, t.period_on == m.period_on)
    found = columns(number(func.coalesce(t.target, k.target))).select_from(k)
    mine = found.join(t, its, isouter=True).where(k.org_id == m.org_id, k.id == m.kpi_id)
    return mine.scalar_subquery()


def shown(m: Any) -> Any:
    """Select measurements in their public form, but for what they attain."""
    fields = {name: getattr(m, name) for name in PLAIN} | {
        "value": number(m.value),
        "target": wanted_of(m),
        "standing": stands(m),
        "author": person(m.org_id, m.author_id),
        "created_at": instant(m.created_at),
    }
    return columns(json_object(fields)).select_from(m)


YARDSTICK = FastRead(
    columns(json_object({name: getattr(sql.kpi, name) for name in OF_YARDSTICK}), sql.kpi.version)
    .where(kpi_visible(ME.c), sql.kpi.id == bindparam("kpi_id", type_=Uuid()))
)  # fmt: skip
MEASUREMENTS = FastRead(
    shown(sql.measurement)
    .add_columns(sql.measurement.id)
    .where(measurement_visible(ME.c), any_of(sql.measurement.id, "ids", Uuid()))
)
STANDING = stands(sql.measurement)
OF_KPI = FastList(
    sql.measurement,
    shown,
    visible=[measurement_visible(ME.c)],
    filters={
        "kpi_id": sql.measurement.kpi_id == bindparam("kpi_id", type_=Uuid()),
        "period_on": any_of(sql.measurement.period_on, "period_on", Date()),
        "author_id": any_of(sql.measurement.author_id, "author_id", Uuid()),
        "standing": bindparam("standing", type_=Boolean()) == STANDING,
        "updated_since": since(sql.measurement.created_at),
    },
    sorts={"period_on": sql.measurement.period_on, "created_at": sql.measurement.created_at},
)


def yardstick_in(body: bytes) -> Yardstick:
    """Return what a KPI is judged by, as JSON has it."""
    known = orjson.loads(body)
    direction, scoring = KpiDirection(known["direction"]), Scoring(known["scoring"])
    limits = {name: None if known[name] is None else exactly(known[name]) for name in LIMITS}
    steps, warning = thresholds_in(known["steps"]), exactly(known["warning"])
    return Yardstick(direction, scoring, steps=steps, warning=warning, **limits)


def attaining(item: dict[str, Any], yardstick: Yardstick) -> dict[str, Any]:
    """Return a measurement with what it attains. Numbers in JSON are what people wrote."""
    target = None if item["target"] is None else exactly(item["target"])
    means = judged(yardstick, exactly(item["value"]), target)
    attained = None if means.attainment is None else as_figure(means.attainment)
    return item | {"attainment": attained, "status": means.status}


async def of_kpi(
    reads: Reads, caller: Caller, pager: Pager, kpi_id: UUID, filters: dict[str, Any]
) -> tuple[Document, str | None]:
    """Return one page of what was measured of a KPI, or raise NotFound."""
    known = await YARDSTICK.one(reads, caller, kpi_id=kpi_id)
    yardstick = yardstick_in(known.body)
    found, cursor = await OF_KPI.page(reads, caller, pager, filters | {"kpi_id": kpi_id})
    page = orjson.loads(found.body)
    page["items"] = [attaining(item, yardstick) for item in page["items"]]
    return Document(orjson.dumps(page)), cursor


async def written(
    session: AsyncSession, caller: Caller, ids: Sequence[UUID], yardsticks: Yardsticks
) -> list[dict[str, Any]]:
    """Return measurements as the next reader gets them, in the order of their ids here."""
    rows = await MEASUREMENTS.rows(await within(session), caller, ids=list(ids))
    items = {str(id): orjson.loads(body) for body, id in rows}
    found = [items[str(id)] for id in ids]
    return [attaining(item, yardsticks[item["kpi_id"]]) for item in found]


async def moved_above(
    session: AsyncSession, actor: Actor, moved: Sequence[Moved]
) -> list[dict[str, Any]]:
    """Return what measurements moved, as far as somebody may see it."""
    known = [each.id for each in moved if each.visibility is Visibility.organization]
    return await masked(session, actor, [as_moved(each) for each in moved], *known)


SEEN = select(Kpi).where(
    kpi_visible(LATER), sql.kpi.id == any_(bindparam("ids", type_=ARRAY(Uuid())))
)
STILL = select(Measurement).where(
    sql.measurement.org_id == bindparam("org_id", type_=Uuid()),
    sql.measurement.kpi_id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
    sql.measurement.period_on == any_(bindparam("days", type_=ARRAY(Date()))),
    STANDING,
)


async def kpis_seen(session: AsyncSession, actor: Actor, ids: Collection[UUID]) -> dict[UUID, Kpi]:
    """Return which of some KPIs the actor may see."""
    found = await session.exec(SEEN, params=told(actor) | {"ids": list(ids)})
    return {kpi.id: kpi for kpi in found.all()}


async def standing_for(
    session: AsyncSession, actor: Actor, kpi_ids: Collection[UUID], days: Collection[date]
) -> dict[tuple[UUID, date], Measurement]:
    """Return the measurements that stand for some periods of some KPIs."""
    given = {"org_id": actor.org_id, "ids": list(kpi_ids), "days": list(days)}
    found = (await session.exec(STILL, params=given)).all()
    return {(each.kpi_id, each.period_on): each for each in found}
