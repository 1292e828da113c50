"""Personal tokens over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.db.cursor import InvalidCursor
from app.domain.account import ExpiryUnfit
from app.domain.conflicts import UnknownId
from app.domain.reach import ScopeTooLow
from app.features.tokens import commands, queries
from app.features.tokens.dependencies import TokenDep, created
from app.features.tokens.schemas import (
    TokenCreate,
    TokenCreatedPublic,
    TokenFilter,
    TokenPage,
)
from app.http.dependencies import AccountDep, InPersonDep, SessionDep, pager
from app.http.documents import KNOWN, page
from app.http.idempotency import SECRET, AccountAttemptDep
from app.http.problems import problems
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/me/tokens", tags=["tokens"], route_class=UnitRoute)


@router.get("", response_model=TokenPage, responses=KNOWN | problems(InvalidCursor))
async def list_personal_tokens(
    request: Request,
    session: SessionDep,
    account: AccountDep,
    wanted: Annotated[TokenFilter, Query()],
) -> Response:
    """List your personal tokens, newest first; never their secrets."""
    cursors = pager(request, wanted)
    return page(request, *await queries.tokens_of(session, account, cursors, wanted.updated_since))


@router.post(
    "",
    status_code=201,
    response_model=TokenCreatedPublic,
    responses=problems(ScopeTooLow, ExpiryUnfit, UnknownId, *SECRET),
)
async def create_personal_token(
    session: SessionDep, account: InPersonDep, new: TokenCreate, attempt: AccountAttemptDep
) -> Response:
    """Make a token for a script; its secret is shown once. A token makes no tokens."""
    return attempt.answer_once(created(await commands.create_token(session, account, new)))


@router.delete("/{token_id}", status_code=204, responses=problems(ScopeTooLow))
async def revoke_personal_token(session: SessionDep, token: TokenDep) -> None:
    """Revoke a token; from the next request on it opens nothing."""
    await commands.revoke_token(session, token)
