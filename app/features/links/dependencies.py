"""The link that a path names, and the page that a link opens."""

from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import orjson
from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.document import Document
from app.db.tenant import as_id
from app.domain.actor import Actor, Caller
from app.domain.errors import NotFound
from app.features.links import queries
from app.features.links.schemas import PageLinkCreatedPublic
from app.http.dependencies import ActorDep, Org, SessionDep, reads
from app.http.documents import document
from app.http.pages.page import query_of
from app.http.refusals import LinkOver
from app.http.request_id import request_id_of
from app.http.tokens import LINK, Keys
from app.settings import Settings
from app.tables import Link
from app.tables.base import now


async def load_link(link_id: UUID, session: SessionDep, actor: ActorDep) -> Link:
    """Find it among those that the caller may end."""
    return await queries.link_by_id(session, actor, link_id)


LinkDep = Annotated[Link, Depends(load_link)]


class Visit(NamedTuple):
    """Somebody who came in by a link: as whom, and what the page tells of the link."""

    caller: Caller
    query: dict[str, str]
    link: dict[str, Any]


async def visit(request: Request, org: Org) -> Visit:
    """Let in whoever has a link to this very page, or raise LinkOver."""
    query = query_of(request.scope)
    claims = keys_of(request).read(query.pop("token", ""), at := now(), LINK)
    request.scope["state"]["account"] = claims.account_id
    name = request_id_of(request.scope)
    caller = Caller(at, name, org, claims.account_id, claims.session_id)
    try:
        found = await queries.OPENED.one(reads(request), caller, link_id=as_id(claims.id))
    except NotFound:
        raise LinkOver from None
    link = orjson.loads(found.body)
    inside = request.scope["path"].removeprefix(f"/orgs/{org}")
    if inside != link["path"] or without_language(query) != without_language(link["query"]):
        raise LinkOver
    return Visit(caller, link["query"], link)


def without_language(query: dict[str, str]) -> dict[str, str]:
    """Return a query without the language: that is the reader's choice."""
    return {name: value for name, value in query.items() if name != "lang"}


VisitDep = Annotated[Visit, Depends(visit)]


async def created(
    request: Request, session: AsyncSession, actor: Actor, caller: Caller, link: Link
) -> Document:
    """Write a new link with the address that opens it."""
    written = await queries.written_link(session, caller, link.id)
    said: dict[str, Any] = orjson.loads(written.body)
    query = urlencode(link.query | {"token": secret_of(request, actor, link)})
    return document(PageLinkCreatedPublic, said | {"url": f"{base(request)}{said['path']}?{query}"})


def secret_of(request: Request, actor: Actor, link: Link) -> str:
    """Sign what opens a link: it is stored nowhere."""
    names = {"sub": actor.account_id, "sid": link.session_id, "jti": link.id}
    claims = {name: str(id) for name, id in names.items()}
    return keys_of(request).signed(LINK, claims, link.created_at, link.expires_at)


def keys_of(request: Request) -> Keys:
    """Return what signs, and what verifies."""
    keys: Keys = request.app.state.keys
    return keys


def base(request: Request) -> str:
    """Return the address of this service as people know it, or as this request does."""
    settings: Settings = request.app.state.settings
    return settings.public_url or str(request.base_url).rstrip("/")
