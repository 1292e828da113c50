"""Changing themes."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record
from app.domain.actor import Actor
from app.domain.conflicts import InUse
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.domain.theme import following
from app.features.themes import queries
from app.features.themes.schemas import ThemeCreate, ThemeUpdate
from app.tables import Theme


async def create_theme(session: AsyncSession, actor: Actor, new: ThemeCreate) -> Theme:
    """Say what the strategy comes down to."""
    ensure_role(actor, Role.manager)
    fields = new.model_dump()
    if "position" not in fields:
        fields["position"] = following(await queries.last_position(session, actor))
    theme = Theme.model_validate(
        fields, update={"org_id": actor.org_id, "created_at": actor.at, "updated_at": actor.at}
    )
    session.add(theme)
    await record(session, actor, "theme.created", theme)
    return theme


async def update_theme(
    session: AsyncSession, actor: Actor, theme: Theme, change: ThemeUpdate
) -> Theme:
    """Change what a theme says, or where it stands."""
    ensure_role(actor, Role.manager)
    before = theme.facts()
    theme.sqlmodel_update(change.model_dump())
    if theme.facts() != before:
        theme.edited(actor.at)
        await record(session, actor, "theme.updated", theme, before)
    return theme


async def delete_theme(session: AsyncSession, actor: Actor, theme: Theme) -> None:
    """Delete a theme that no objective serves."""
    ensure_role(actor, Role.manager)
    if blocked_by := await queries.serving(session, actor, theme):
        raise InUse(blocked_by)
    await record(session, actor, "theme.deleted", theme, theme.facts(), gone=True)
    await session.delete(theme)
