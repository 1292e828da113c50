"""Reading initiatives. When they are due is a rule of `domain/initiative.py`, here in SQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Uuid, and_, bindparam, false, func, literal_column
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document, is_empty
from app.db.fast import FastList, FastRead, Reads, any_of, within
from app.db.json import constant, instant, json_object
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.errors import NotFound
from app.domain.initiative import OPEN, SOON
from app.features.finding.queries import letters, owned_by, since, times, worded
from app.features.goals.queries import its_key_result, its_objective
from app.features.key_results.queries import KEY_RESULT
from app.features.owners.queries import member_owner
from app.features.sight.queries import LATER, initiative_visible, told, visible
from app.tables import Initiative, KeyResult, Objective
from app.tables.initiative import InitiativeFields

PLAIN = ("id", "org_id", "key_result_id", *InitiativeFields.model_fields, "steps", "state")


def is_waited_for(plan: Any) -> Any:
    """Say which plans are open, under a key result whose figures still move."""
    kr = aliased(sql.key_result)
    frozen = columns(kr.id).where(its_key_result(plan, kr), kr.frozen_on.is_not(None))
    return and_(plan.state.in_(map(constant, sorted(OPEN))), ~frozen.exists())


def is_overdue(me: Any, plan: Any) -> Any:
    """Say which plans should be over and are not."""
    return func.coalesce(and_(plan.due_on < me.today, is_waited_for(plan)), false())


def is_due_soon(me: Any, plan: Any) -> Any:
    """Say which plans it is time to work on."""
    return and_(plan.due_on <= me.today + literal_column(str(SOON.days)), is_waited_for(plan))


def shown(plan: Any) -> Any:
    """Select initiatives in their public form."""
    fields = {name: getattr(plan, name) for name in PLAIN} | {
        "owner": member_owner(plan),
        "overdue": is_overdue(ME.c, plan),
        "created_at": instant(plan.created_at),
        "updated_at": instant(plan.updated_at),
        "version": plan.version,
    }
    return columns(json_object(fields)).select_from(plan)


def serves(name: str) -> Any:
    """Say which initiatives serve an objective that has one of some values in a column."""
    kr, o = aliased(sql.key_result), aliased(sql.objective)
    column = {"objective_id": o.id, "cycle_id": o.cycle_id, "team_id": o.owner_team_id}[name]
    mine = columns(kr.id).join(o, its_objective(kr, o)).where(any_of(column, name, Uuid()))
    return sql.initiative.key_result_id.in_(mine.where(kr.org_id == sql.initiative.org_id))


VISIBLE = initiative_visible(ME.c)
INITIATIVE = FastRead(
    shown(sql.initiative)
    .add_columns(sql.initiative.version)
    .where(VISIBLE, sql.initiative.id == bindparam("initiative_id", type_=Uuid()))
)
SORTS = times(sql.initiative) | {
    "title": letters(sql.initiative.title),
    "due_on": sql.initiative.due_on,
}
FILTERS = {
    "owner_id": owned_by(sql.initiative),
    "state": any_of(sql.initiative.state, "state"),
    "overdue": is_overdue(ME.c, sql.initiative) == bindparam("overdue", type_=Boolean()),
    "due_after": sql.initiative.due_on > bindparam("due_after", type_=Date()),
    "due_before": sql.initiative.due_on < bindparam("due_before", type_=Date()),
    "updated_since": since(sql.initiative.updated_at),
    "q": worded(sql.initiative, "initiative", sql.initiative.title, sql.initiative.strategy),
}
KEY_RESULT_ID = sql.initiative.key_result_id
ACROSS = {name: serves(name) for name in ("objective_id", "cycle_id", "team_id")} | {
    "key_result_id": any_of(KEY_RESULT_ID, "key_result_id", Uuid())
}
WITHIN = {"key_result_id": bindparam("key_result_id", type_=Uuid()) == KEY_RESULT_ID}
INITIATIVES, OF_KEY_RESULT = (
    FastList(sql.initiative, shown, visible=[VISIBLE], filters=FILTERS | more, sorts=SORTS)
    for more in (ACROSS, WITHIN)
)


async def of_key_result(
    reads: Reads, caller: Caller, pager: Pager, key_result_id: UUID, filters: dict[str, Any]
) -> tuple[Document, str | None]:
    """Return one page of the initiatives of a key result, or raise NotFound."""
    mine = filters | {"key_result_id": key_result_id}
    found = await OF_KEY_RESULT.page(reads, caller, pager, mine)
    if is_empty(found[0]):
        await KEY_RESULT.one(reads, caller, key_result_id=key_result_id)
    return found


async def written_initiative(session: AsyncSession, caller: Caller, id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await INITIATIVE.one(await within(session), caller, initiative_id=id)


SEEN = (
    select(Initiative)
    .join(KeyResult, its_key_result())
    .join(Objective, its_objective())
    .where(visible(LATER), sql.initiative.id == bindparam("id", type_=Uuid()))
)


async def initiative_by_id(session: AsyncSession, actor: Actor, id: UUID) -> Initiative:
    """Return one initiative under an objective that the actor may see, or raise NotFound."""
    named = told(actor) | {"id": id}
    found: Initiative | None = (await session.exec(SEEN, params=named)).one_or_none()
    if found is None:
        raise NotFound
    return found
