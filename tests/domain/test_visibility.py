"""Who may see an objective: the sentences of the domain, one by one."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.actor import Actor
from app.domain.hidden import hidden_id
from app.domain.ownership import Owner
from app.domain.role import Role
from app.domain.visibility import (
    Sight,
    Visibility,
    VisibilityUnfit,
    ensure_visibility,
    may_see,
    starting_visibility,
)

ME, MATE, STRANGER = (UUID(int=n) for n in (1, 2, 3))
LED, MINE, FOREIGN = (UUID(int=n) for n in (11, 12, 13))
OURS, OF_ME, OF_MATE, OF_STRANGER = Owner.of(None), Owner.of(ME), Owner.of(MATE), Owner.of(STRANGER)
OF_LED, OF_MINE, OF_FOREIGN = (Owner.of(None, team) for team in (LED, MINE, FOREIGN))
SIGHT = Sight(frozenset({LED, MINE}), frozenset({ME, MATE}))
AT = datetime(2026, 5, 4, tzinfo=UTC)
EVERYBODY, TEAM, PRIVATE = Visibility


def actor(role: Role) -> Actor:
    return Actor(UUID(int=0), ME, ME, role, AT, AT.date(), leads=frozenset({LED}))


@pytest.mark.parametrize(
    ("role", "owner", "visibility", "sees"),
    [
        (Role.viewer, OF_STRANGER, EVERYBODY, True),
        (Role.viewer, OF_FOREIGN, EVERYBODY, True),
        (Role.viewer, OURS, EVERYBODY, True),
        (Role.member, OF_ME, PRIVATE, True),
        (Role.member, OF_ME, TEAM, True),
        (Role.member, OF_MATE, TEAM, True),
        (Role.viewer, OF_MATE, TEAM, True),
        (Role.member, OF_MATE, PRIVATE, False),
        (Role.member, OF_STRANGER, TEAM, False),
        (Role.manager, OF_STRANGER, TEAM, False),
        (Role.manager, OF_STRANGER, PRIVATE, False),
        (Role.admin, OF_STRANGER, PRIVATE, True),
        (Role.owner, OF_FOREIGN, PRIVATE, True),
        (Role.member, OF_MINE, TEAM, True),
        (Role.member, OF_MINE, PRIVATE, False),
        (Role.member, OF_LED, TEAM, True),
        (Role.member, OF_LED, PRIVATE, True),
        (Role.member, OF_FOREIGN, TEAM, False),
        (Role.manager, OF_FOREIGN, TEAM, False),
        (Role.member, OURS, PRIVATE, False),
        (Role.manager, OURS, PRIVATE, True),
    ],
)
def test_an_objective_is_seen_by(
    role: Role, owner: Owner, visibility: Visibility, sees: bool
) -> None:
    assert may_see(actor(role), SIGHT, owner, visibility, frozenset()) is sees


@pytest.mark.parametrize("owner", [OURS, OF_STRANGER, OF_FOREIGN])
def test_who_owns_a_key_result_or_a_plan_sees_the_objective(owner: Owner) -> None:
    assert may_see(actor(Role.viewer), SIGHT, owner, PRIVATE, frozenset({ME}))


def test_the_organization_is_no_team() -> None:
    with pytest.raises(VisibilityUnfit):
        ensure_visibility(OURS, TEAM)
    assert starting_visibility(OURS, TEAM) is EVERYBODY
    assert starting_visibility(OF_ME, TEAM) is TEAM


def test_a_hidden_goal_has_one_name_for_one_viewer() -> None:
    assert hidden_id(ME, LED) == hidden_id(ME, LED)
    assert len({hidden_id(ME, LED), hidden_id(MATE, LED), hidden_id(ME, MINE)}) == 3
