"""The organization that a path names, and whether one may be founded."""

from typing import Annotated

from fastapi import Depends, Request

from app.domain.account import RegistrationClosed, ensure_unbound
from app.domain.actor import Account
from app.domain.role import Scope
from app.features.organizations import queries
from app.http.dependencies import AccountDep, ActorDep, CallerDep, SessionDep
from app.http.preconditions import IfMatch, ensure_match
from app.settings import Registration
from app.tables import Organization


async def ensure_open(request: Request) -> None:
    """Raise unless this service takes new organizations."""
    if request.app.state.settings.registration is not Registration.open:
        raise RegistrationClosed


async def read_founder(account: AccountDep) -> Account:
    """Refuse credentials that act in one organization only, or are no admin's."""
    ensure_unbound(account, Scope.admin)
    return account


async def match_organization(
    session: SessionDep, actor: ActorDep, caller: CallerDep, if_match: IfMatch = None
) -> Organization:
    """Find it, unchanged since the client read it."""
    organization = await queries.organization_of(session, actor)
    current = queries.written_organization(session, caller)
    await ensure_match(if_match, organization.version, current)
    return organization


OpenDep = Depends(ensure_open)
FounderDep = Annotated[Account, Depends(read_founder)]
MatchedOrganizationDep = Annotated[Organization, Depends(match_organization)]
