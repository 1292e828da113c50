"""Reading evaluations: of a draft the figures of today, else those that were shared.

The rules stand in `domain/evaluation.py`; here they are in SQL, and a test feeds both the same.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Numeric,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    true,
    union,
    union_all,
)
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.document import Document
from app.db.fast import FastList, FastRead, any_of, within
from app.db.json import JSON, constant, instant, json_array, json_object, number
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.errors import NotFound
from app.domain.evaluated import Evaluated
from app.domain.evaluation import EvaluationState
from app.domain.evaluation_line import CAP, DECIMALS, Line
from app.domain.ownership import Owner
from app.features.owners.queries import held_alike, held_by, owned, owner_of, person, team
from app.features.sight.queries import LATER, evaluation_visible, kpi_visible, told
from app.tables import Evaluation

PLAIN = ("id", "org_id", "cycle_id", "state", "assessment", "comment", "version")
FINE: Any = literal_column(
    f"1.{'0' * (DECIMALS + 8)}"
)  # as many digits as Postgres shall divide to


def is_draft(e: Any) -> Any:
    """Say which evaluations follow the figures."""
    return e.state == constant(EvaluationState.draft)


def measured(e: Any, held: Callable[[Any], Any]) -> Any:
    """Select the KPIs of the evaluated with a period in the cycle, and what they attained.

    `e` are rows of a statement around it, or one that is at hand; `held` says what their owner has.
    """
    k, c, total = aliased(sql.kpi), aliased(sql.cycle), aliased(sql.kpi_total)
    first = func.greatest(k.active_from, c.starts_on)
    last = func.least(k.active_until, c.ends_on)
    period = func.app_periods(k.frequency, first, last).column_valued("period")
    its_cycle = and_(c.org_id == k.org_id, c.id == e.cycle_id)
    stands = and_(total.org_id == k.org_id, total.kpi_id == k.id, total.cycle_id == c.id)
    found = columns(k.id.label("kpi_id"), k.name, k.weight, total.attainment)
    found = found.select_from(k).join(c, its_cycle).outerjoin(total, stands)
    return found.where(k.org_id == e.org_id, held(k), columns(period).exists()).order_by(k.id)


def figures_today(e: Any) -> Any:
    """Select the lines of drafts."""
    now = measured(e, lambda k: held_alike(k, e)).where(is_draft(e)).correlate(e).subquery().c
    least = func.least(func.greatest(now.attainment, literal_column("0")), literal_column(str(CAP)))
    capped = case((now.attainment.is_not(None), cast(least, Numeric)))
    place = func.row_number().over(order_by=now.kpi_id)
    return columns(*now, capped, now.weight * capped, place)


def lines_of(e: Any) -> Any:
    """Return what an evaluation is made of, and what comes of it, as one lateral row."""
    kept, k = aliased(sql.evaluation_line), aliased(sql.kpi)
    names = ("kpi_id", "name", "weight", "attainment", "capped", "weighted", "position")
    mine = (kept.org_id == e.org_id, kept.evaluation_id == e.id)
    shared = columns(*(getattr(kept, name) for name in names)).where(*mine).correlate(e)
    line = union_all(shared, figures_today(e)).lateral("line").c
    its_kpi = and_(k.org_id == e.org_id, k.id == line.kpi_id)
    seen = kpi_visible(ME.c, k)
    fields = {name: number(line[name]) for name in names[2:6]}
    hidden = {name: case((seen, line[name])) for name in ("kpi_id", "name")}
    there = line.weighted.is_not(None)
    mean = func.sum(line.weighted) * FINE / func.sum(line.weight).filter(there)
    rows = columns(
        json_array(json_object(hidden | fields), line.position).label("lines"),
        func.round(mean, literal_column(str(DECIMALS))).label("result"),
    )
    joined = rows.select_from(line.kpi_id.table).join(k, its_kpi)
    return joined.correlate(ME, e).lateral("all_lines")


def rated(e: Any, result: Any) -> Any:
    """Return the rating of the highest band that a result has reached."""
    o = aliased(sql.organization)
    band = func.jsonb_array_elements(o.rating_bands).column_valued("band")
    start = cast(func.jsonb_extract_path_text(band, constant("from")), Numeric)
    rating = func.jsonb_extract_path_text(band, constant("rating"))
    reached = columns(rating).select_from(o).where(o.id == e.org_id, start <= result)
    reached = reached.order_by(start.desc()).limit(1)
    return reached.correlate(e, result.table).scalar_subquery()


def shown(e: Any) -> Any:
    """Select evaluations in their public form."""
    lines = lines_of(e)
    result: JSON = case((is_draft(e), lines.c.result), else_=e.result)
    fields = {name: getattr(e, name) for name in PLAIN} | {
        "owner": owner_of(e),
        "evaluator": person(e.org_id, e.evaluator_id),
        "lines": lines.c.lines,
        "result": number(result),
        "rating": case((is_draft(e), rated(e, lines.c.result)), else_=e.rating),
        "created_at": instant(e.created_at),
        "updated_at": instant(e.updated_at),
    }
    return columns(json_object(fields)).select_from(e).join(lines, true())


VISIBLE = evaluation_visible(ME.c)
EVALUATION = FastRead(
    shown(sql.evaluation)
    .add_columns(sql.evaluation.version)
    .where(VISIBLE, sql.evaluation.id == bindparam("evaluation_id", type_=Uuid()))
)
SINCE = bindparam("updated_since", type_=DateTime(timezone=True))
EVALUATIONS = FastList(
    sql.evaluation,
    shown,
    visible=[VISIBLE],
    filters={
        "cycle_id": any_of(sql.evaluation.cycle_id, "cycle_id", Uuid()),
        "owner_id": owned(sql.evaluation),
        "evaluator_id": any_of(sql.evaluation.evaluator_id, "evaluator_id", Uuid()),
        "state": any_of(sql.evaluation.state, "state"),
        "updated_since": sql.evaluation.updated_at >= SINCE,
    },
    sorts={name: getattr(sql.evaluation, name) for name in ("created_at", "updated_at")},
    order=("created_at", "id"),
)
SEEN = select(Evaluation).where(
    evaluation_visible(LATER), sql.evaluation.id == bindparam("id", type_=Uuid())
)


async def written_evaluation(session: AsyncSession, caller: Caller, id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await EVALUATION.one(await within(session), caller, evaluation_id=id)


async def evaluation_by_id(session: AsyncSession, actor: Actor, id: UUID) -> Evaluation:
    """Return one evaluation that the actor may see, or raise NotFound."""
    found: Evaluation | None = (
        await session.exec(SEEN, params=told(actor) | {"id": id})
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


async def is_evaluated(session: AsyncSession, actor: Actor, owner: Owner, cycle_id: UUID) -> bool:
    """Whether an owner has an evaluation in a cycle, seen or not."""
    e = sql.evaluation
    mine = columns(e.id).where(e.org_id == actor.org_id, e.cycle_id == cycle_id)
    return bool(await sql.rows(session, mine.where(held_by(owner, e))))


async def evaluated_of(session: AsyncSession, actor: Actor, owner: Owner) -> Evaluated:
    """Return whose figures are judged, with who speaks for them and who leads them."""
    if owner.team_id is not None:
        found = await team(session, actor, owner.team_id)
        return Evaluated(owner, lead_id=found.lead_id if found else None)
    t, seat = sql.team, sql.team_member
    led = columns(t.id).where(t.org_id == actor.org_id, t.lead_id == owner.member_id)
    mine = (seat.org_id == actor.org_id, seat.member_id == owner.member_id)
    both = union(led, columns(seat.team_id).where(*mine))
    ids = await sql.rows(session, both) if owner.member_id else ()
    return Evaluated(owner, team_ids=frozenset(id for (id,) in ids))


async def lines_today(session: AsyncSession, evaluation: Evaluation) -> list[Line]:
    """Return the lines of an evaluation as they stand."""
    lines = measured(evaluation, partial(held_by, evaluation.owner))
    return [Line(*row) for row in await sql.rows(session, lines)]
