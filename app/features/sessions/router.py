"""Sessions over HTTP: the token endpoint of OAuth 2.0, and revocation."""

from fastapi import APIRouter, Request, Response

from app.features.sessions.dependencies import GrantDep, RevokedDep, issued
from app.features.sessions.schemas import TokenPublic
from app.http.oauth import NO_STORE, TokenError, form_of
from app.http.unit_route import UnitRoute

router = APIRouter(prefix="/auth", tags=["sessions"], route_class=UnitRoute)

GRANT = form_of(
    grant_type="`password` or `refresh_token`.",
    username="The e-mail, to sign in.",
    password="The password, to sign in.",
    refresh_token="What renews a session, once.",
)
TOKEN = form_of(token="An access, refresh or personal token.", token_type_hint="Not needed.")


@router.post(
    "/token",
    response_model=TokenPublic,
    responses={400: {"model": TokenError, "description": "No token is given."}},
    openapi_extra={"security": [], "requestBody": GRANT},
)
async def create_token(request: Request, signed_in: GrantDep) -> Response:
    """Sign in with your e-mail and password, or stay signed in with a refresh token."""
    return issued(request, signed_in)


@router.post(
    "/revoke",
    response_model=None,
    openapi_extra={"security": [], "requestBody": TOKEN},
    dependencies=[RevokedDep],
)
async def revoke_token() -> Response:
    """Sign out: end the session of a token, or a personal token itself."""
    return Response(None, 200, NO_STORE)
