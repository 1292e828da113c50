"""Making and revoking personal tokens. They are of no tenant, so no journal tells of them."""

from secrets import token_bytes

from sqlalchemy import delete
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.account import token_until, widest
from app.domain.actor import Account
from app.domain.conflicts import UnknownId
from app.domain.secrets import PREFIX, digest, personal_token
from app.features.tokens import queries
from app.features.tokens.schemas import TokenCreate
from app.tables import PersonalToken

RANDOM = 24  # bytes: more than the characters of a token hold


async def create_token(
    session: AsyncSession, account: Account, new: TokenCreate
) -> tuple[PersonalToken, str]:
    """Make a token, and return it with its secret: that is stored nowhere."""
    until = token_until(account.at.date(), new.expires_on)
    if new.org_id is not None and not await queries.is_member(session, account, new.org_id):
        raise UnknownId("/org_id")
    secret = personal_token(token_bytes(RANDOM))
    fields = {"name": new.name, "scope": widest(new.scopes), "org_id": new.org_id}
    kept = {"hash": digest(secret), "prefix": secret[:PREFIX], "expires_on": until}
    born = {"account_id": account.id, "created_at": account.at}
    token = PersonalToken.model_validate(fields | kept | born)
    session.add(token)
    await session.flush()
    return token, secret


async def revoke_token(session: AsyncSession, token: PersonalToken) -> None:
    """Revoke a token: from the next request on it opens nothing."""
    await session.exec(delete(PersonalToken).where(sql.personal_token.id == token.id))
