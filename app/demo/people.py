"""The people of the story: one founds the organization, and invites the others."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.cast import Person
from app.demo.script import Story
from app.demo.world import World
from app.domain.account import INVITATION_LIFE
from app.domain.actor import Actor
from app.domain.membership import MemberState, ensure_invitable, moved
from app.domain.reach import ensure_may_appoint
from app.domain.role import Role
from app.domain.secrets import digest
from app.features.organizations.schemas import OrganizationCreate
from app.tables import Account, Invitation, Member, Organization, OrganizationState
from app.tables.account import Locale

BEFORE = timedelta(days=60)  # the year begins
INVITING = timedelta(hours=8)  # one after the other
DAY = timedelta(days=1)


def found(world: World) -> None:
    """Let the first of them found the organization. Its journal begins with the two."""
    company, calendar = world.story.company, world.calendar
    at, founder = calendar.at(calendar.spans["year"].first - BEFORE), company.people[0]
    told = company.model_dump(include={"slug", "name", "timezone", "locale"})
    words = company.model_dump(include={"mission", "vision"})
    fields = OrganizationCreate.model_validate(told).model_dump() | words
    times = {"created_at": at, "updated_at": at}
    organization = world.keep(Organization.model_validate(fields | times))
    world.things["company"] = organization
    world.keep(OrganizationState(org_id=organization.id))
    account = account_of(world, founder, at)
    place = {"org_id": organization.id, "account_id": account.id, "state": MemberState.active}
    who = {"name": founder.name, "role": Role.owner, "email": account.email}
    owner = world.keep(Member.model_validate(who | place | times))
    world.members[founder.key] = owner
    actor = world.actor(founder.key, at)
    world.record(actor, "organization.created", organization)
    world.record(actor, "member.created", owner)


def account_of(world: World, person: Person, at: datetime) -> Account:
    """Return the account of somebody: the same one in every story."""
    email = world.story.company.email(person)
    if email not in world.accounts:
        fields = {"email": email, "name": person.name, "locale": Locale(person.locale)}
        born = {"password_hash": world.password_hash, "created_at": at, "updated_at": at}
        world.accounts[email] = world.keep(Account.model_validate(fields | born))
    return world.accounts[email]


def acts_of_people(story: Story, calendar: Calendar) -> Iterator[Act]:
    """Yield how everybody else comes in. An invitation lasts a week: some are sent again."""
    company, opening = story.company, calendar.at(calendar.spans["year"].first - BEFORE)
    for place, person in enumerate(company.people[1:]):
        at = opening + timedelta(minutes=20) + place * INVITING / len(company.people)
        yield Act(at, company.founder, partial(invite, person=person))
        if person.invited:
            yesterday = calendar.at(calendar.today - DAY, 9, place % 60)
            yield Act(yesterday, company.founder, partial(invite_again, key=person.key))
        else:
            yield Act(at + DAY, company.founder, partial(join, person=person))
        if person.left:
            gone = calendar.at(calendar.spans["q3"].last, 18, place % 60)
            yield Act(gone, company.founder, partial(leave, person=person))


def invite(world: World, actor: Actor, person: Person) -> None:
    """Invite somebody, by a secret that is handed to them."""
    ensure_may_appoint(actor, person.role)
    who = {"name": person.name, "role": person.role, "email": world.story.company.email(person)}
    member = world.make(Member, actor, who | {"state": MemberState.invited})
    world.members[person.key] = member
    world.record(actor, "member.created", member)


def invite_again(world: World, actor: Actor, key: str) -> None:
    """Invite somebody again who has not come in. The secret is told to nobody."""
    member = world.members[key]
    ensure_may_appoint(actor, member.role)
    ensure_invitable(member.state, has_account=member.account_id is not None)
    world.record(actor, "member.invited", member, member.facts())
    place = {"org_id": actor.org_id, "member_id": member.id, "hash": digest(token_urlsafe(32))}
    times = {"created_at": actor.at, "expires_at": actor.at + INVITATION_LIFE}
    world.keep(Invitation.model_validate(place | times))


def join(world: World, host: Actor, person: Person) -> None:
    """Come in."""
    member, account = world.members[person.key], account_of(world, person, host.at)
    before = member.facts()
    member.state, member.account_id = MemberState.active, account.id
    member.edited(host.at)
    world.record(world.actor(person.key, host.at), "member.joined", member, before)


def leave(world: World, actor: Actor, person: Person) -> None:
    """Let somebody go. What they own stays theirs."""
    member = world.members[person.key]
    ensure_may_appoint(actor, member.role)
    before = member.facts()
    member.state = moved(member.state, MemberState.deactivated, has_account=True)
    member.edited(actor.at)
    world.record(actor, "member.moved", member, before, note=person.left)
