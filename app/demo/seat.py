"""Somebody's place in a team."""

from typing import Any, NamedTuple
from uuid import UUID


class Seat(NamedTuple):
    """A member in a team, as the journal tells it of the team."""

    id: UUID
    member_id: UUID
    kind_name: str = "team"

    def facts(self) -> dict[str, Any]:
        """Return who is where."""
        return {"member_id": self.member_id}
