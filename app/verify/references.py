"""What no foreign key can say: check-ins that speak of something that is not there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.tables import CheckIn
from app.verify.company import Company

Steps = Mapping[UUID, set[str]]


async def wrong_references(session: AsyncSession, company: Company) -> list[str]:
    """Return what is wrong with the check-ins and with the edges."""
    steps = await steps_ever(session, company)
    found = [text for check_in in company.check_ins.values() for text in wrong(company, check_in)]
    for check_in in company.check_ins.values():
        for step in check_in.steps or ():
            if step["id"] not in steps[check_in.key_result_id]:
                found.append(f"check_in {check_in.id}: there is no step {step['id']}.")
    for edge in company.accepted():
        if edge.accepted_at is None:
            found.append(f"alignment {edge.id}: it is accepted, and nobody knows when.")
    return found


def wrong(company: Company, check_in: CheckIn) -> Iterator[str]:
    """Yield what is wrong with the day of a check-in, or with what it replaces."""
    key_result = company.key_results[check_in.key_result_id]
    first, last = company.cycles[company.objectives[key_result.objective_id].cycle_id].span
    if not first <= check_in.effective_on <= last:
        yield (
            f"check_in {check_in.id}: effective_on is stored as {check_in.effective_on}, "
            f"outside its cycle, which is from {first} to {last}."
        )
    if check_in.replaces_id is not None:
        replaced = company.check_ins[check_in.replaces_id]
        if replaced.key_result_id != check_in.key_result_id:
            yield f"check_in {check_in.id}: it replaces one of another key result, {replaced.id}."


async def steps_ever(session: AsyncSession, company: Company) -> Steps:
    """Return the milestones that key results have, or had: the journal remembers them."""
    known: dict[UUID, set[str]] = defaultdict(set)
    for key_result in company.key_results.values():
        known[key_result.id] |= {step["id"] for step in key_result.steps or ()}
    line = sql.journal_entry
    of_key_results = (
        line.org_id == company.organization.id,
        line.subject_kind == "key_result",
    )
    told = select(line.subject_id, line.before, line.after).where(*of_key_results)
    for id, before, after in await sql.rows(session, told):
        known[id] |= steps_in(before) | steps_in(after)
    return known


def steps_in(facts: dict[str, Any] | None) -> set[str]:
    """Return the milestones that a line of the journal names."""
    metric = (facts or {}).get("metric") or {}
    return {step["id"] for step in metric.get("steps") or ()}
