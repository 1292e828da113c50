"""The link that a path names, and the page that a link opens."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import orjson
from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.document import Document
from app.domain.actor import Actor, Caller
from app.features.links import queries
from app.features.links.schemas import LinkCreatedPublic
from app.http.dependencies import ActorDep, SessionDep
from app.http.documents import document
from app.http.tokens import LINK, Keys
from app.settings import Settings
from app.tables import Link


async def load_link(link_id: UUID, session: SessionDep, actor: ActorDep) -> Link:
    """Find it among those that the caller may end."""
    return await queries.link_by_id(session, actor, link_id)


LinkDep = Annotated[Link, Depends(load_link)]


async def created(
    request: Request, session: AsyncSession, actor: Actor, caller: Caller, link: Link
) -> Document:
    """Write a new link with the address that opens it."""
    written = await queries.written_link(session, caller, link.id)
    said: dict[str, Any] = orjson.loads(written.body)
    query = urlencode(link.query | {"token": secret_of(request, actor, link)})
    return document(LinkCreatedPublic, said | {"url": f"{base(request)}{said['path']}?{query}"})


def secret_of(request: Request, actor: Actor, link: Link) -> str:
    """Sign what opens a link: it is stored nowhere."""
    keys: Keys = request.app.state.keys
    names = {"sub": actor.account_id, "sid": link.session_id, "jti": link.id}
    claims = {name: str(id) for name, id in names.items()}
    return keys.signed(LINK, claims, link.created_at, link.expires_at)


def base(request: Request) -> str:
    """Return the address of this service as people know it, or as this request does."""
    settings: Settings = request.app.state.settings
    return settings.public_url or str(request.base_url).rstrip("/")
