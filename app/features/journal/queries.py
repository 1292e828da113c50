"""Reading the journal."""

from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Uuid, bindparam, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document
from app.db.fast import FastList, any_of, within
from app.db.json import instant, json_object
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.features.finding.queries import since
from app.features.owners.queries import person


def shown(j: Any) -> Any:
    """Select lines in their public form, under the names that people have today."""
    fields = {
        "seq": j.seq,
        "created_at": instant(j.created_at),
        "actor": person(j.org_id, j.actor_id),
        "action": j.action,
        "subject": json_object({"kind": j.subject_kind, "id": j.subject_id}),
        "before": j.before,
        "after": j.after,
        "moved": j.moved,
        "note": j.note,
        "request_id": j.request_id,
    }
    return select(json_object(fields)).select_from(j)


J = sql.journal_entry
FILTERS = {
    "since_seq": J.seq > bindparam("since_seq", type_=BigInteger()),
    "subject_kind": any_of(J.subject_kind, "subject_kind"),
    "subject_id": any_of(J.subject_id, "subject_id", Uuid()),
    "actor_id": any_of(J.actor_id, "actor_id", Uuid()),
    "action": any_of(J.action, "action"),
    "updated_since": since(J.created_at),
}
VISIBLE = J.org_id == ME.c.org_id
NEWEST, RISING = (
    FastList(J, shown, visible=[VISIBLE], filters=FILTERS, order=("seq",), descending=descending)
    for descending in (True, False)
)


async def journal_of(
    session: AsyncSession, actor: Actor, caller: Caller, pager: Pager, filters: dict[str, Any]
) -> tuple[Document, str | None]:
    """Return a page of the journal to an admin; through a session, for the role is asked first."""
    ensure_role(actor, Role.admin)
    rising = pager.sort == "created_at" or (pager.sort is None and "since_seq" in filters)
    lines = RISING if rising else NEWEST
    return await lines.page(await within(session), caller, replace(pager, sort=None), filters)
