"""What an organization decides for all of its goals."""

from decimal import Decimal
from enum import StrEnum

from app.domain.errors import NotValid


class Approval(StrEnum):
    """Who accepts an alignment: the owner of the parent, or nobody has to."""

    owner = "owner"
    automatic = "automatic"


class MarginsContradict(NotValid):
    """A goal is at risk before it is off track, so that margin is not the wider one."""

    code = "margins_contradict"


class UnknownTimezone(NotValid):
    """There is no such time zone."""

    code = "unknown_timezone"


def ensure_margins(at_risk: Decimal, off_track: Decimal) -> None:
    """Raise where the margins of health are the wrong way round."""
    if at_risk > off_track:
        raise MarginsContradict("/policies/health_at_risk")
