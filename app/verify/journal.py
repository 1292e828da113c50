"""The numbers of the journal: from 1 on, without a gap, up to the last that was given."""

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.verify.company import Company

MOST = 10  # that are told one by one


async def wrong_numbers(session: AsyncSession, company: Company) -> list[str]:
    """Return what is wrong with the numbers."""
    if company.state is None:
        return ["organization_state: there is none, so nobody can write."]
    line = sql.journal_entry
    mine = select(line.seq).where(line.org_id == company.organization.id)
    numbers = {int(seq) for (seq,) in await sql.rows(session, mine)}
    last = max(numbers, default=0)
    missing = sorted(set(range(1, last + 1)) - numbers)
    found = [f"journal_entry: number {seq} is missing." for seq in missing[:MOST]]
    if len(missing) > MOST:
        found.append(f"journal_entry: {len(missing) - MOST} more numbers are missing.")
    if last != company.state.seq:
        found.append(f"organization_state: seq is stored as {company.state.seq}, not {last}.")
    return found
