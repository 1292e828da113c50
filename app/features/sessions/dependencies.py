"""What a form of OAuth asks for: a session for a password, or for what renews one.

Passwords are verified between two transactions, never inside one.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.secrets import is_personal
from app.domain.throttle import Throttle
from app.features.sessions import commands, queries
from app.features.sessions.commands import SignedIn
from app.features.sessions.schemas import TokenPublic
from app.http.bounds import TooManyRequests
from app.http.dependencies import SessionDep
from app.http.oauth import NO_STORE, TokenRefused, read_form, refused, required
from app.http.passwords import Passwords
from app.http.refusals import NoValidToken
from app.http.tokens import Keys
from app.tables import Account
from app.tables.base import now

Form = Annotated[dict[str, str], Depends(read_form)]
Granting = Callable[[Request, AsyncSession, dict[str, str]], Coroutine[Any, Any, SignedIn | None]]


def peer_of(request: Request) -> str:
    """Return the address that a request came from."""
    return request.client.host if request.client else ""


async def verified(request: Request, email: str, password: str) -> Account | None:
    """Return the account that a password opens; guesses are counted, known e-mail or not.

    It takes as long, and says as much, whether there is such an account or not.
    """
    throttle: Throttle = request.app.state.throttle
    passwords: Passwords = request.app.state.passwords
    tried = (email.strip().lower(), peer_of(request), now())
    if wait := throttle.attempt(*tried):
        raise TooManyRequests(wait)
    async with request.app.state.database.readers.begin() as session:
        account = await queries.account_by_email(session, email)
    fits = await passwords.verify(password, account.password_hash if account else None)
    if account is None or not fits:
        return None
    throttle.succeeded(*tried)
    return account


async def rehashed(request: Request, account: Account, password: str) -> str | None:
    """Return another hash of a password whose hash was made with parameters of old."""
    passwords: Passwords = request.app.state.passwords
    outdated = passwords.is_outdated(account.password_hash)
    return await passwords.hash(password) if outdated else None


async def by_password(
    request: Request, session: AsyncSession, form: dict[str, str]
) -> SignedIn | None:
    """Begin a session for an e-mail and its password."""
    email, password = required(form, "username", "password")
    account = await verified(request, email, password)
    if account is None:
        return None
    return await commands.sign_in(
        session, account, now(), await rehashed(request, account, password)
    )


async def by_refresh_token(
    _: Request, session: AsyncSession, form: dict[str, str]
) -> SignedIn | None:
    """Renew a session."""
    [secret] = required(form, "refresh_token")
    return await commands.renew_session(session, secret, now())


GRANTS: dict[str, Granting] = {"password": by_password, "refresh_token": by_refresh_token}


async def granted(request: Request, session: SessionDep, form: Form) -> SignedIn | None:
    """Give what a grant asks for; none where it opens nothing."""
    [kind] = required(form, "grant_type")
    if kind not in GRANTS:
        raise TokenRefused("unsupported_grant_type")
    return await GRANTS[kind](request, session, form)


async def read_token(request: Request) -> str:
    """Return the token of a form, and nothing where there is none to read."""
    try:
        return (await read_form(request)).get("token", "")
    except TokenRefused:
        return ""


async def revoke(
    request: Request, session: SessionDep, token: Annotated[str, Depends(read_token)]
) -> None:
    """End whatever a token opens; of what opens nothing nothing is said."""
    keys: Keys = request.app.state.keys
    if is_personal(token):
        await commands.drop_personal_token(session, token)
        return
    try:
        claims = keys.read(token, now())
    except NoValidToken:
        await commands.end_by_refresh_token(session, token, now())
    else:
        await commands.end_session(session, claims.session_id, now())


def tokens_of(request: Request, signed_in: SignedIn) -> dict[str, Any]:
    """Return what signs somebody in."""
    keys: Keys = request.app.state.keys
    return {
        "access_token": keys.sign(signed_in.account_id, signed_in.session_id, signed_in.at),
        "token_type": "Bearer",
        "expires_in": int(keys.life.total_seconds()),
        "refresh_token": signed_in.refresh_token,
    }


def issued(request: Request, signed_in: SignedIn | None) -> Response:
    """Answer a grant. A refusal is answered and not raised: a session that it ended stays so."""
    if signed_in is None:
        return refused("invalid_grant")
    body = TokenPublic.model_validate(tokens_of(request, signed_in)).model_dump_json()
    return Response(body, 200, NO_STORE, "application/json")


GrantDep = Annotated[SignedIn | None, Depends(granted)]
RevokedDep = Depends(revoke)
