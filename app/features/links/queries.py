"""Reading links, and finding what they are to open."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, and_, bindparam, cast, func, literal_column, or_, select
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.document import Document
from app.db.fast import FastList, FastRead, any_of, within
from app.db.json import constant, instant, json_object
from app.db.tenant import CREDENTIAL, ME
from app.domain.actor import Actor, Caller
from app.domain.errors import NotFound
from app.domain.role import Role
from app.features.finding.queries import since
from app.features.owners.queries import person
from app.features.sight.queries import viewer
from app.tables import Link

L = sql.link
THINGS = {"cycle_id": sql.cycle, "team_id": sql.team, "member_id": sql.member}
AT = CREDENTIAL[-1]  # the instant of the request
NO_VERSION: Any = literal_column("NULL::int").label("version")  # nobody edits a link


def home(org_id: Any) -> Any:
    """Return the address of an organization's pages."""
    o = sql.organization
    address = func.concat(constant("/orgs/"), o.slug)
    return select(address).where(o.id == org_id).scalar_subquery()


def shown(row: Any) -> Any:
    """Select links in their public form."""
    fields = {
        "id": row.id,
        "path": func.concat(home(row.org_id), row.path),
        "query": row.query,
        "member": person(row.org_id, row.member_id),
        "created_at": instant(row.created_at),
        "expires_at": instant(row.expires_at),
    }
    return select(json_object(fields)).select_from(row)


def living(at: Any) -> Any:
    """Say which links still open something: not those whose time or whose session is over."""
    s = sql.session
    session = select(s.id).where(s.id == L.session_id, s.ended_at.is_(None), s.expires_at > at)
    return and_(L.expires_at > at, session.exists())


def visible(who: Any) -> Any:
    """Say which links `who` may list and end: their own; admins all."""
    me = viewer(who)
    return and_(L.org_id == me.org_id, or_(L.member_id == me.member_id, me.administers))


BY_ID = L.id == bindparam("link_id", type_=Uuid())
LINK = FastRead(shown(L).add_columns(NO_VERSION).where(visible(ME.c), BY_ID))
LINKS = FastList(
    L,
    shown,
    visible=[visible(ME.c), living(AT)],
    filters={
        "member_id": any_of(L.member_id, "member_id", Uuid()),
        "updated_since": since(L.created_at),
    },
    sorts={"created_at": L.created_at, "expires_at": L.expires_at},
)
# What somebody finds who comes in by a link: which page it opens, and whose sight they have.
OPENED = FastRead(
    select(
        json_object(
            {
                "path": L.path,
                "query": L.query,
                "expires_at": instant(L.expires_at),
                "maker": select(sql.member.name)
                .where(sql.member.org_id == L.org_id, sql.member.id == L.member_id)
                .scalar_subquery(),
                "organization": select(sql.organization.name)
                .where(sql.organization.id == L.org_id)
                .scalar_subquery(),
                "today": cast(literal_column("me.today"), Text),
                "timezone": literal_column("me.timezone"),
            }
        ),
        NO_VERSION,
    )
    .select_from(L)
    .where(L.org_id == ME.c.org_id, L.member_id == ME.c.member_id, L.expires_at > AT, BY_ID)
)


async def written_link(session: AsyncSession, caller: Caller, link_id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await LINK.one(await within(session), caller, link_id=link_id)


async def link_by_id(session: AsyncSession, actor: Actor, link_id: UUID) -> Link:
    """Return a link that the actor may end, or raise NotFound."""
    wanted = rows(Link).where(visible(actor), L.id == link_id, living(actor.at))
    link = (await session.exec(wanted)).one_or_none()
    if link is None:
        raise NotFound
    return link


async def own_role(session: AsyncSession, actor: Actor) -> Role:
    """Return the role of the member behind a credential, however far that reaches."""
    m = sql.member
    mine = select(m.role).where(m.org_id == actor.org_id, m.id == actor.member_id)
    [(role,)] = await sql.rows(session, mine)
    return Role(role)


async def homes_of(session: AsyncSession, actor: Actor) -> list[str]:
    """Return the addresses of the organization's pages: by its slug, and by its id."""
    [(address,)] = await sql.rows(session, select(home(actor.org_id)))
    return [str(address), f"/orgs/{actor.org_id}"]


async def missing(session: AsyncSession, actor: Actor, named: Mapping[str, UUID]) -> Iterable[str]:
    """Return which of some ids name nothing in the organization."""
    absent = []
    for name, id in named.items():
        thing = THINGS[name]
        found = select(thing.id).where(thing.org_id == actor.org_id, thing.id == id)
        if not await sql.rows(session, found):
            absent.append(name)
    return absent
