"""What a thing keeps of the day on which it stopped."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.domain.health import Health, HealthSource
from app.tables.base import FIGURE
from app.tables.constraints import one_of


class Frozen(SQLModel):
    """The figures that would else move with the day. All are set, or none."""

    frozen_on: date | None = None
    frozen_expected: Decimal | None = Field(default=None, sa_type=FIGURE)
    frozen_health: Health | None = Field(default=None, sa_type=one_of(Health, "frozen_health"))
    frozen_source: HealthSource | None = Field(
        default=None, sa_type=one_of(HealthSource, "frozen_source")
    )


def all_frozen_or_none() -> CheckConstraint:
    """Return the check that a thing keeps all figures of its last day, or none."""
    columns = "frozen_on, frozen_expected, frozen_health, frozen_source"
    return CheckConstraint(f"num_nonnulls({columns}) IN (0, 4)", name="frozen")
