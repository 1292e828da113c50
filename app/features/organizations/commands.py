"""Founding and changing organizations."""

from dataclasses import replace
from secrets import token_hex
from typing import Any

from pydantic import MISSING
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql, tenant
from app.db.journal import record
from app.domain.actor import Actor, Caller
from app.domain.membership import MemberState
from app.domain.policies import UnknownTimezone, ensure_margins
from app.domain.rating import ensure_bands
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.domain.slug import SlugTaken, another_slug, slug_of
from app.features.organizations import queries
from app.features.organizations.schemas import OrganizationCreate, OrganizationUpdate
from app.tables import Account, Member, Organization, OrganizationState

Founded = tuple[Organization, Member]


async def found_organization(
    session: AsyncSession,
    caller: Caller,
    account: Account,
    new: OrganizationCreate,
    pointer: str = "",
) -> Founded:
    """Found an organization with one member, its owner. Its journal begins with the two.

    `pointer` says where in the body it is described.
    """
    blank = {"mission": None, "vision": None, "slug": ""}
    organization = Organization.model_validate(
        blank | new.model_dump(), update={"created_at": caller.at, "updated_at": caller.at}
    )
    await session.exec(select(func.found_organization(organization.id)))
    organization = await stored(session, organization, derived="slug" not in new.model_dump())
    session.add(OrganizationState(org_id=organization.id))
    owner = first_owner(organization, account)
    session.add(owner)
    await session.flush()
    inside = replace(caller, org=str(organization.id))
    actor = await entered(session, inside, f"{pointer}/timezone")
    await record(session, actor, "organization.created", organization)
    await record(session, actor, "member.created", owner)
    return organization, owner


def first_owner(organization: Organization, account: Account) -> Member:
    """Return the member that an organization begins with."""
    at = organization.created_at
    fields = {"name": account.name, "email": account.email, "role": Role.owner}
    place = {"org_id": organization.id, "account_id": account.id, "state": MemberState.active}
    return Member.model_validate(fields | place | {"created_at": at, "updated_at": at})


async def stored(
    session: AsyncSession, organization: Organization, *, derived: bool
) -> Organization:
    """Store a new organization under its slug: one that we made up gives way where it is taken."""
    slugs = [organization.slug]
    if derived:
        slug = slug_of(organization.name, token_hex(4))
        slugs = [slug, another_slug(slug, token_hex(4)), another_slug(slug, token_hex(4))]
    for slug in slugs:
        organization.slug = slug
        row = insert(Organization).values(**organization.model_dump())
        free = row.on_conflict_do_nothing(index_elements=["slug"]).returning(sql.organization.id)
        if await sql.rows(session, free):
            kept = select(Organization).where(sql.organization.id == organization.id)
            return (await session.exec(kept)).one()
    raise SlugTaken


async def entered(session: AsyncSession, caller: Caller, pointer: str) -> Actor:
    """Enter as the founder. Postgres reckons their day, and may not know the zone."""
    try:
        return await tenant.enter(session, caller, writes=True)
    except DBAPIError as error:
        raise zone_refused(error, pointer) from None


def zone_refused(error: DBAPIError, pointer: str) -> Exception:
    """Return what an error means that came while a day was reckoned."""
    known = getattr(error.orig, "sqlstate", None) != "22023"
    return error if known else UnknownTimezone(pointer)


async def update_organization(
    session: AsyncSession, actor: Actor, organization: Organization, change: OrganizationUpdate
) -> Organization:
    """Change what an organization says of itself, and what it has decided."""
    ensure_role(actor, Role.admin)
    before, fields = organization.facts(), change.model_dump()
    fields |= fields.pop("policies", {}) | bands_of(change)
    await ensure_zone(session, actor, fields)
    wanted = organization.policies | fields
    ensure_margins(wanted["health_at_risk"], wanted["health_off_track"])
    organization.sqlmodel_update(fields)
    if organization.facts() != before:
        organization.edited(actor.at)
        await record(session, actor, "organization.updated", organization, before)
    return organization


def bands_of(change: OrganizationUpdate) -> dict[str, Any]:
    """Return the rating bands of a change as the column keeps them, the best first."""
    if change.policies is MISSING or change.policies.rating_bands is MISSING:
        return {}
    bands = change.policies.rating_bands
    ensure_bands([band.from_ for band in bands])
    best_first = sorted(bands, key=lambda band: band.from_, reverse=True)
    return {"rating_bands": [band.model_dump(mode="json", by_alias=True) for band in best_first]}


async def ensure_zone(session: AsyncSession, actor: Actor, fields: dict[str, Any]) -> None:
    """Raise where Postgres does not know a time zone: nobody could enter any more."""
    if (zone := fields.get("timezone")) is None:
        return
    try:
        await queries.day_in(session, zone, actor)
    except DBAPIError as error:
        raise zone_refused(error, "/timezone") from None
