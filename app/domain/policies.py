"""What an organization decides for all of its goals."""

from decimal import Decimal

from app.domain.errors import NotValid


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
