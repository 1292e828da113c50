"""How far roles and credentials reach, whoever owns what."""

from app.domain.actor import Actor
from app.domain.errors import Forbidden
from app.domain.role import Role


class RoleTooLow(Forbidden):
    """Your role, or the scope of your token, does not reach this far."""

    code = "role_too_low"


class ScopeTooLow(Forbidden):
    """The token may not do this, whatever the role of its member."""

    code = "scope_too_low"


def ensure_role(actor: Actor, least: Role) -> None:
    """Raise where a role does not reach far enough."""
    if actor.role.rank < least.rank:
        raise RoleTooLow(least=least)


def ensure_may_appoint(actor: Actor, *roles: Role) -> None:
    """Raise where somebody gives or takes a role without being an admin, or an owner's."""
    ensure_role(actor, Role.owner if Role.owner in roles else Role.admin)
