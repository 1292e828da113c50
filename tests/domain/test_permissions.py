"""The table of `domain.md`, as functions. `tests/features/test_roles.py` asks it of the service."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.actor import Actor
from app.domain.errors import Forbidden
from app.domain.ownership import Owner, OwnerKind
from app.domain.permissions import (
    ensure_may_agree,
    ensure_may_change,
    ensure_may_check_in,
    ensure_may_decide,
    may_change,
    may_decide,
)
from app.domain.reach import ensure_may_appoint
from app.domain.role import Role, Scope, reached

ME, OTHER = UUID(int=1), UUID(int=2)
AT = datetime(2026, 3, 1, tzinfo=UTC)
MINE, THEIRS = Owner(OwnerKind.member, ME), Owner(OwnerKind.member, OTHER)
OURS = Owner(OwnerKind.organization, None)
LED, FOREIGN = (Owner.of(None, UUID(int=n)) for n in (11, 12))
Ask = Callable[[Actor], object]


def actor(role: Role) -> Actor:
    return Actor(UUID(int=0), ME, ME, role, AT, AT.date(), leads=frozenset({UUID(int=11)}))


@pytest.mark.parametrize(
    ("ask", "least"),
    [
        (lambda me: may_change(me, MINE), Role.member),
        (lambda me: may_change(me, OURS), Role.manager),
        (lambda me: may_change(me, THEIRS), Role.admin),
        (lambda me: may_change(me, LED), Role.member),
        (lambda me: may_change(me, FOREIGN), Role.admin),
        (lambda me: may_decide(me, LED), Role.member),
        (lambda me: may_decide(me, FOREIGN), None),
        (lambda me: ensure_may_agree(me, LED), Role.member),
        (lambda me: ensure_may_agree(me, FOREIGN), None),
        (lambda me: may_decide(me, MINE), Role.member),
        (lambda me: may_decide(me, OURS), Role.manager),
        (lambda me: may_decide(me, THEIRS), None),
        (lambda me: ensure_may_change(me, MINE), Role.member),
        (lambda me: ensure_may_decide(me, THEIRS), None),
        (lambda me: ensure_may_agree(me, MINE), Role.member),
        (lambda me: ensure_may_agree(me, OURS), Role.owner),
        (lambda me: ensure_may_agree(me, THEIRS), None),
        (lambda me: ensure_may_check_in(me, THEIRS, ME), Role.member),
        (lambda me: ensure_may_check_in(me, THEIRS, OTHER), Role.admin),
        (lambda me: ensure_may_appoint(me, Role.member, Role.admin), Role.admin),
        (lambda me: ensure_may_appoint(me, Role.member, Role.owner), Role.owner),
    ],
)
def test_from_which_role_on(ask: Ask, least: Role | None) -> None:
    def may(role: Role) -> bool:
        try:
            return ask(actor(role)) is not False
        except Forbidden:
            return False

    expected = [least is not None and role.rank >= least.rank for role in Role]
    assert [may(role) for role in Role] == expected


def test_a_credential_reaches_no_further_than_its_scope_or_its_member() -> None:
    assert reached(Role.owner, Scope.admin) is Role.owner
    assert reached(Role.owner, Scope.write) is Role.manager
    assert reached(Role.viewer, Scope.admin) is Role.viewer
