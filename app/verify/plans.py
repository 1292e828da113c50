"""Initiatives, and the check-ins that speak of them."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.tables import CheckIn
from app.verify.company import Company

Places = Mapping[UUID, set[str]]


async def wrong_plans(session: AsyncSession, company: Company) -> list[str]:
    """Return the plans that cannot be read, and the check-ins that speak of others' plans."""
    found = [
        f"initiative {plan.id}: its steps cannot be read."
        for plan in company.initiatives.values()
        if not all(is_step(each) for each in plan.steps)
    ]
    places = await places_ever(session, company)
    for check_in in company.check_ins.values():
        found += wrong(check_in, places)
    return found


def is_step(step: Any) -> bool:
    """Whether something is a step of a plan as people read it."""
    return (
        isinstance(step, dict)
        and step.keys() == {"title", "done"}
        and isinstance(step["title"], str)
        and isinstance(step["done"], bool)
    )


def wrong(check_in: CheckIn, places: Places) -> Iterator[str]:
    """Yield the plans in a check-in that its key result never had."""
    for named in check_in.initiatives or ():
        if str(check_in.key_result_id) not in places.get(UUID(named["id"]), ()):
            yield f"check_in {check_in.id}: its key result never had initiative {named['id']}."


async def places_ever(session: AsyncSession, company: Company) -> Places:
    """Return under which key results plans are, or were: the journal remembers what is gone."""
    places = {plan.id: {str(plan.key_result_id)} for plan in company.initiatives.values()}
    line = sql.journal_entry
    gone = select(line.subject_id, line.before["key_result_id"].astext).where(
        line.org_id == company.organization.id, line.action == "initiative.deleted"
    )
    for id, key_result_id in await sql.rows(session, gone):
        places.setdefault(id, set()).add(key_result_id)
    return places
