"""Reading personal tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, literal_column, select
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document
from app.db.json import JSON, constant, instant, json_list, json_object
from app.db.listing import listed, sorted_by
from app.domain.account import included
from app.domain.actor import Account
from app.domain.errors import NotFound
from app.domain.role import Scope
from app.features.finding.queries import letters
from app.features.organizations.queries import entered_by
from app.tables import PersonalToken

T = sql.personal_token
SORTS = {"created_at": T.created_at, "name": letters(T.name), "expires_on": T.expires_on}


def scopes(t: Any) -> JSON:
    """Return the scope of a token with those that it includes."""
    lists = {scope: json_list(*[constant(each) for each in included(scope)]) for scope in Scope}
    return case(lists, value=t.scope, else_=literal_column("'[]'::json"))


def shown(t: Any) -> Any:
    """Select tokens in their public form."""
    fields = {
        "id": t.id,
        "name": t.name,
        "prefix": t.prefix,
        "scopes": scopes(t),
        "org_id": t.org_id,
        "expires_on": t.expires_on,
        "last_used_at": instant(t.last_used_at),
        "created_at": instant(t.created_at),
    }
    return select(json_object(fields)).select_from(t)


def own(account: Account) -> Any:
    """Say which tokens are somebody's, as far as their credential reaches."""
    t = sql.personal_token
    mine = t.account_id == account.id
    return mine if account.org_id is None else and_(mine, t.org_id == account.org_id)


async def tokens_of(
    session: AsyncSession, account: Account, pager: Pager, since: datetime | None
) -> tuple[Document, str | None]:
    """Return a page of somebody's tokens. What changes of one is when it was used last."""
    found = shown(T).where(own(account))
    if since is not None:
        found = found.where(func.greatest(T.created_at, T.last_used_at) >= since)
    return await listed(session, found, sorted_by(SORTS, T.id, pager), pager)


async def token_by_id(session: AsyncSession, account: Account, token_id: UUID) -> PersonalToken:
    """Return one of somebody's tokens, or raise NotFound."""
    mine = rows(PersonalToken).where(own(account), sql.personal_token.id == token_id)
    token = (await session.exec(mine)).one_or_none()
    if token is None:
        raise NotFound
    return token


async def is_member(session: AsyncSession, account: Account, org_id: UUID) -> bool:
    """Whether somebody can enter an organization."""
    mine = select(sql.member.id).where(sql.member.org_id == org_id, entered_by(account))
    return bool(await sql.rows(session, mine))
