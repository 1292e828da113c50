"""The people of the story: one registers the company, and invites the others."""

from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from app.demo.calendar import Calendar
from app.demo.script import Company, Person
from app.demo.stage import REQUEST_ID, Stage
from app.domain.actor import Actor, Caller
from app.features.accounts.commands import accept_invitation, register
from app.features.accounts.schemas import Registration
from app.features.members.commands import create_member, invite_again
from app.features.members.schemas import MemberCreate
from app.features.organizations.commands import update_organization
from app.features.organizations.schemas import OrganizationUpdate


async def found(
    session: AsyncSession, calendar: Calendar, company: Company, password: str, hashed: str
) -> Stage:
    """Return the company with everybody who works there."""
    founder, *others = company.people
    opening = calendar.spans["year"].first - timedelta(days=60)
    at = calendar.at(opening)
    new = Registration.model_validate(
        {"email": company.email(founder), "password": password, "name": founder.name}
        | {"organization": company.model_dump(include={"slug", "name", "timezone", "locale"})}
    )
    caller = Caller(at, REQUEST_ID)
    _, organization, member = await register(session, caller, new, hashed)
    stage = Stage(session, calendar, organization.id, {founder.key: member})
    actor = stage.actor(founder.key, at + timedelta(minutes=10))
    words = OrganizationUpdate(mission=company.mission, vision=company.vision)
    await update_organization(session, actor, organization, words)
    for minute, person in enumerate(others, 20):
        await bring_in(stage, actor, company, person, hashed, at + timedelta(minutes=minute))
    return stage


async def bring_in(
    stage: Stage, actor: Actor, company: Company, person: Person, hashed: str, at: datetime
) -> None:
    """Invite somebody, who accepts on the next day, or has not done so yet."""
    new = MemberCreate(name=person.name, role=person.role, email=company.email(person))
    member, invitation = await create_member(stage.session, actor, new)
    stage.members[person.key] = member
    if not person.invited:
        caller = Caller(at + timedelta(days=1), REQUEST_ID)
        await accept_invitation(stage.session, caller, invitation.token, hashed)


async def remind(stage: Stage, company: Company) -> None:
    """Invite those again who have not come in: an invitation lasts for a week."""
    at = stage.calendar.at(stage.calendar.today - timedelta(days=1))
    for person in company.people:
        if person.invited:
            actor = stage.actor(company.people[0].key, at)
            await invite_again(stage.session, actor, stage.members[person.key])
