"""Facts of the story before they are stored. There are many: a table's row takes its time."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import SQLModel

from app.db.facts import Facts
from app.domain.check_in import Report
from app.domain.health import Health
from app.tables import CheckIn, Measurement
from app.tables.base import plain

UNTOLD = ("org_id", "id", "created_at")


@dataclass(frozen=True, slots=True)
class Fact:
    """What somebody has written down, by the columns of its table."""

    table: ClassVar[type[SQLModel]]
    fields: dict[str, Any]

    @property
    def id(self) -> UUID:
        """Its id."""
        return self.fields["id"]  # type: ignore[no-any-return]  # a column's

    @property
    def kind_name(self) -> str:
        """What the journal calls it."""
        return str(self.table.__tablename__)

    def facts(self) -> Facts:
        """Return what the journal tells of it."""
        return {name: plain(value) for name, value in self.fields.items() if name not in UNTOLD}


class Said(Fact):
    """What one check-in says."""

    table = CheckIn

    @property
    def report(self) -> Report:
        """What it says, as the rules see it."""
        said, steps = self.fields, self.fields["steps"]
        return Report(
            id=self.id,
            effective_on=said["effective_on"],
            value=said["value"] if steps is None else None,
            steps=None if steps is None else {UUID(s["id"]): s["done"] for s in steps},
            confidence=said["confidence"],
            health=None if said["health"] is None else Health(said["health"]),
            replaces_id=said["replaces_id"],
        )


class Measured(Fact):
    """What was measured of one period."""

    table = Measurement
