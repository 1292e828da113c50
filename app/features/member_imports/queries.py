"""What is there of what an import names."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.member_import import KnownMember, KnownTeam
from app.domain.membership import may_own


async def members_known(
    session: AsyncSession, actor: Actor, emails: Collection[str]
) -> dict[str, KnownMember]:
    """Return the members who have one of some e-mail addresses, by it."""
    m = sql.member
    named = select(m.email, m.id, m.role, m.state).where(
        m.org_id == actor.org_id, m.email.in_(emails)
    )
    found = await sql.rows(session, named)
    return {email: KnownMember(id, may_own(role, state)) for email, id, role, state in found}


async def teams_known(
    session: AsyncSession, actor: Actor, names: Collection[str]
) -> dict[str, list[KnownTeam]]:
    """Return the teams that have one of some names, by it."""
    t = sql.team
    named = select(t.name, t.id, t.parent_id, t.lead_id).where(
        t.org_id == actor.org_id, t.name.in_(names)
    )
    known: dict[str, list[KnownTeam]] = defaultdict(list)
    for name, *team in await sql.rows(session, named):
        known[name].append(KnownTeam(*team))
    return known
