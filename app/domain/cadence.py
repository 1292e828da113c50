"""How often people look at a cycle."""

from enum import StrEnum


class CheckInCadence(StrEnum):
    """How often people check in."""

    weekly = "weekly"
    biweekly = "biweekly"
    monthly = "monthly"


class ReviewCadence(StrEnum):
    """How often a cycle is reviewed."""

    monthly = "monthly"


class RetrospectiveCadence(StrEnum):
    """How often people look back and learn."""

    quarterly = "quarterly"
