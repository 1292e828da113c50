"""Handing over what somebody owns."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record_all
from app.domain.actor import Actor
from app.domain.hand_over import ensure_another
from app.domain.ownership import Owner
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.features.giving.commands import give
from app.features.goals.queries import shut_cycles
from app.features.hand_over import queries
from app.features.hand_over.schemas import HandOver, HandOverPublic
from app.features.kpis.commands import give_kpis
from app.features.kpis.queries import kpis_of
from app.features.owners.queries import member_who_can_own
from app.tables import Initiative, KeyResult, Member, Team

Thing = KeyResult | Initiative | Team


async def hand_over(
    session: AsyncSession, actor: Actor, member: Member, wanted: HandOver
) -> HandOverPublic:
    """Give all that is open to another, who agrees for themselves. What was written stays."""
    ensure_role(actor, Role.admin)
    ensure_another(member.id, wanted.to.root, "/to")
    to = await member_who_can_own(session, actor, wanted.to.root, "/to")
    shut = await shut_cycles(session, actor)
    objectives = await queries.objectives_of(session, actor, member, shut)
    key_results = await queries.key_results_of(session, actor, member, shut)
    initiatives = await queries.initiatives_of(session, actor, member, shut)
    teams = await queries.teams_led_by(session, actor, member)
    await give(session, actor, objectives, Owner.of(to.id), note=wanted.note)
    kpis = await kpis_of(session, actor, Owner.of(member.id), watched=True)
    await give_kpis(session, actor, kpis, Owner.of(to.id), note=wanted.note)
    for _, objective in key_results:
        objective.updated_at = actor.at
    for things in ([each for each, _ in key_results], initiatives, teams):
        await pass_on(session, actor, things, to, wanted.note)
    return HandOverPublic(
        objective_ids=[each.id for each in objectives],
        key_result_ids=[each.id for each, _ in key_results],
        initiative_ids=[each.id for each in initiatives],
        team_ids=[each.id for each in teams],
        kpi_ids=[each.id for each in kpis],
    )


async def pass_on(
    session: AsyncSession, actor: Actor, things: Sequence[Thing], to: Member, note: str | None
) -> None:
    """Put another member where one was named."""
    before = {each.id: each.facts() for each in things}
    for each in things:
        each.sqlmodel_update({"lead_id" if isinstance(each, Team) else "owner_member_id": to.id})
        each.edited(actor.at)
    action = f"{things[0].kind_name}.updated" if things else ""
    await record_all(session, actor, action, things, before=before, note=note)
