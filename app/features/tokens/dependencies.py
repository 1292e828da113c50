"""The personal token that a path names."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from app.db.document import Document
from app.domain.account import included
from app.features.tokens import queries
from app.features.tokens.schemas import TokenCreatedPublic
from app.http.dependencies import InPersonDep, SessionDep
from app.http.documents import document
from app.tables import PersonalToken


async def load_token(token_id: UUID, session: SessionDep, account: InPersonDep) -> PersonalToken:
    """Find it among those of the caller."""
    return await queries.token_by_id(session, account, token_id)


TokenDep = Annotated[PersonalToken, Depends(load_token)]


def created(made: tuple[PersonalToken, str]) -> Document:
    """Write a new token with its secret."""
    token, secret = made
    said = token.model_dump() | {"scopes": included(token.scope), "token": secret}
    return document(TokenCreatedPublic, said)
