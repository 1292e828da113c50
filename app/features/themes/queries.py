"""Reading themes, and what names them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.document import Document
from app.db.fast import FastList, FastRead, within
from app.db.json import instant, json_object
from app.db.tenant import ME
from app.domain.actor import Actor, Caller
from app.domain.errors import NotFound
from app.domain.hidden import hidden
from app.features.finding.queries import by_name, name_orders
from app.features.sight.queries import visible
from app.tables import Theme

MOST = 20
PLAIN = ("id", "org_id", "name", "description", "position", "version")


def shown(t: Any) -> Any:
    """Select themes in their public form."""
    fields = {name: getattr(t, name) for name in PLAIN} | {
        "created_at": instant(t.created_at),
        "updated_at": instant(t.updated_at),
    }
    return select(json_object(fields)).select_from(t)


VISIBLE = sql.theme.org_id == ME.c.org_id
THEME = FastRead(
    shown(sql.theme)
    .add_columns(sql.theme.version)
    .where(VISIBLE, sql.theme.id == bindparam("theme_id", type_=Uuid()))
)
THEMES = FastList(
    sql.theme,
    shown,
    visible=[VISIBLE],
    filters=by_name(sql.theme, sql.theme.description),
    sorts=name_orders(sql.theme) | {"position": sql.theme.position},
)


async def written_theme(session: AsyncSession, caller: Caller, theme_id: UUID) -> Document:
    """Return what the next reader will get, before the commit."""
    return await THEME.one(await within(session), caller, theme_id=theme_id)


async def theme_by_id(session: AsyncSession, actor: Actor, theme_id: UUID) -> Theme:
    """Return one theme, or raise NotFound."""
    theme = await session.get(Theme, (actor.org_id, theme_id))
    if theme is None:
        raise NotFound
    return theme


async def last_position(session: AsyncSession, actor: Actor) -> int | None:
    """Return the position of the last theme, if there is one."""
    last = select(func.max(sql.theme.position)).where(sql.theme.org_id == actor.org_id)
    [(position,)] = await sql.rows(session, last)
    return None if position is None else int(position)


async def serving(session: AsyncSession, actor: Actor, theme: Theme) -> list[dict[str, str]]:
    """Return the objectives that name a theme. Those that the actor may not see have no names."""
    o = sql.objective
    seen = visible(actor).label("seen")
    named = select(o.id, seen).where(o.org_id == actor.org_id, o.theme_id == theme.id)
    found = await sql.rows(session, named.order_by(seen.desc(), o.id).limit(MOST))
    return [
        {"kind": "objective", "id": str(id)} if seen else hidden(actor.member_id, id)
        for id, seen in found
    ]
