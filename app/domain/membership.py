"""How somebody comes into an organization, and leaves it."""

from collections.abc import Sequence
from enum import StrEnum

from app.domain.conflicts import IllegalTransition
from app.domain.errors import Conflict, NotValid
from app.domain.role import Role


class MemberState(StrEnum):
    """Whether somebody has come in, and not left."""

    invited = "invited"
    active = "active"
    deactivated = "deactivated"


class LastOwner(Conflict):
    """An organization always has an owner, so its last one cannot go or step down."""

    code = "last_owner"


class MemberExists(Conflict):
    """Somebody with this e-mail is a member already, or was one."""

    code = "member_exists"


class InvitationInvalid(NotValid):
    """The invitation is unknown, used or expired."""

    code = "invitation_invalid"


def ways(now: MemberState, has_account: bool) -> Sequence[MemberState]:
    """Return where a member can go: back to active only who has been in before."""
    match now:
        case MemberState.deactivated:
            return [MemberState.active] if has_account else [MemberState.invited]
        case _:
            return [MemberState.deactivated]


def moved(now: MemberState, wanted: MemberState, *, has_account: bool) -> MemberState:
    """Return `wanted`, or raise where it cannot follow `now`."""
    allowed = ways(now, has_account)
    if wanted not in allowed:  # back to invited is an invitation's doing
        told: list[str] = [state for state in allowed if state is not MemberState.invited]
        raise IllegalTransition(now, wanted, told)
    return wanted


def ensure_invitable(now: MemberState, *, has_account: bool) -> None:
    """Raise where somebody needs no invitation: they are in, or have been."""
    if now is not MemberState.invited:
        moved(now, MemberState.invited, has_account=has_account)


def may_own(role: Role, state: MemberState) -> bool:
    """Whether somebody can be made the owner of anything: viewers and who has left cannot."""
    return role is not Role.viewer and state is not MemberState.deactivated


def is_owner(role: Role, state: MemberState) -> bool:
    """Whether somebody owns the organization today: an invited owner does not yet."""
    return role is Role.owner and state is MemberState.active


def ensure_owned(was: bool, is_still: bool, others: int) -> None:
    """Raise where the last owner is about to be none."""
    if was and not is_still and others == 0:
        raise LastOwner
