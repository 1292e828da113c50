"""The credential that a request carries: a signed token of minutes, or a personal one."""

from collections.abc import Mapping
from datetime import datetime

from app.domain.actor import Caller
from app.domain.secrets import PERSONAL, digest, is_personal
from app.http.refusals import NoValidToken
from app.http.tokens import Keys


def caller_of(
    keys: Keys, headers: Mapping[str, str], at: datetime, request_id: str, org: str
) -> Caller:
    """Return who asks, or raise NoValidToken. Whether they still may is asked in the database."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NoValidToken
    if token.startswith(PERSONAL):
        if not is_personal(token):
            raise NoValidToken
        return Caller(at, request_id, org, token_hash=digest(token))
    claims = keys.read(token, at)
    return Caller(at, request_id, org, claims.account_id, claims.session_id)
