"""What a closed cycle keeps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, cast, func, insert, literal, select, true
from sqlalchemy import column as col
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document, is_empty
from app.db.fast import FastList, Reads
from app.db.json import instant, json_object
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.features.closing.schemas import SnapshotFilter
from app.features.cycles.queries import CYCLE, downwards
from app.features.finding.queries import since
from app.features.goals.queries import cycles_inside
from app.features.guards.queries import seen_today
from app.features.health.queries import as_if_entered
from app.features.objectives.queries import with_key_results
from app.features.sight.queries import row_by_row, visible
from app.tables import Cycle, Snapshot
from app.tables.base import new_id

ROWS: Any = sql.snapshot.__table__
CYCLE_ID = bindparam("cycle_id", type_=Uuid())


async def objectives_in(session: AsyncSession, actor: Actor, cycle: Cycle) -> Sequence[UUID]:
    """Return the ids of the objectives of a cycle and of all cycles inside it."""
    o, inside = sql.objective, select(downwards(actor, cycle.id).c.id)
    mine = select(o.id).where(o.org_id == actor.org_id, o.cycle_id.in_(inside))
    return [id for (id,) in await sql.rows(session, mine)]


def pictures(actor: Actor, objective_ids: Sequence[UUID]) -> Any:
    """Return the statement that keeps objectives as they are shown, unless they are kept."""
    me, o, kept = as_if_entered(actor), sql.objective, aliased(Snapshot)
    columns: Any = kept
    before = select(columns.id).where(
        columns.org_id == o.org_id, columns.cycle_id == o.cycle_id, columns.objective_id == o.id
    )
    ids = [new_id() for _ in objective_ids]
    given = (literal(each, ARRAY(Uuid())) for each in (ids, list(objective_ids)))
    named = func.unnest(*given).table_valued(col("id", Uuid()), col("objective_id", Uuid()))
    pair = named.render_derived(name="pair")
    seen = with_key_results(o, me).join(pair, pair.c.objective_id == o.id)
    place = (pair.c.id, o.cycle_id, o.id.label("objective_id"))
    # Named here too, or Postgres may show every objective there is before it looks at the pairs.
    mine = (o.org_id == actor.org_id, o.id.in_(objective_ids))
    seen = seen.where(*mine, ~before.exists()).add_columns(*place)
    shown, id, cycle_id, objective_id = seen.lateral("found").c
    at = literal(actor.at, ROWS.c.created_at.type)
    row = (literal(actor.org_id, Uuid()), id, at, cycle_id, objective_id, cast(shown, JSONB))
    found = select(*row).select_from(me.join(shown.table, true()))
    return insert(ROWS).from_select([column.name for column in ROWS.c], found)


def shown(s: Any) -> Any:
    """Select what was kept, in its public form."""
    fields = {name: getattr(s, name) for name in ("id", "cycle_id", "objective_id")} | {
        "created_at": instant(s.created_at),
        "objective": seen_today(s),
    }
    return select(json_object(fields)).select_from(s)


def visible_today() -> Any:
    """Say which of it the caller may see: what they may see of it today."""
    s, o = sql.snapshot, aliased(sql.objective)
    mine = (o.org_id == s.org_id, o.id == s.objective_id)
    return row_by_row(select(o.id).where(*mine, visible(ME.c, o)).correlate(s))


SNAPSHOT = FastList(
    sql.snapshot,
    shown,
    visible=[sql.snapshot.org_id == ME.c.org_id, visible_today()],
    filters={
        "cycle_id": sql.snapshot.cycle_id == CYCLE_ID,
        "within_id": sql.snapshot.cycle_id.in_(cycles_inside(bindparam("within_id", type_=Uuid()))),
        "updated_since": since(sql.snapshot.created_at),  # it never changes
    },
    order=("objective_id",),
    descending=False,
)


async def snapshot_of(
    reads: Reads, caller: Caller, pager: Pager, cycle_id: UUID, wanted: SnapshotFilter
) -> tuple[Document, str | None]:
    """Return one page of what a cycle keeps: nothing before it is closed."""
    place = {"within_id" if wanted.nested else "cycle_id": cycle_id}
    filters = {name: each for name, each in wanted.filters.items() if name != "nested"}
    found = await SNAPSHOT.page(reads, caller, pager, filters | place)
    if is_empty(found[0]):
        await CYCLE.one(reads, caller, cycle_id=cycle_id)
    return found
