"""Sessions on the wire."""

from typing import Literal

from sqlmodel import SQLModel


class TokenPublic(SQLModel):
    """What signs somebody in: a token of minutes, and what renews it once."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    refresh_token: str
