"""Teams: a tree, so none lies below itself."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from app.domain.errors import Conflict, NotValid
from app.domain.membership import MemberState


class TeamLoop(Conflict):
    """A team would end up below itself."""

    code = "team_loop"

    def __init__(self, path: Sequence[UUID]) -> None:
        steps = [{"kind": "team", "id": str(id)} for id in path]
        super().__init__({"path": steps}, length=len(set(path)))


class SuccessorUnfit(NotValid):
    """What takes over from a team is another team, and not below it."""

    code = "successor_unfit"


class MemberLeft(NotValid):
    """Who has left the organization joins no team."""

    code = "member_left"


class Seat(NamedTuple):
    """Somebody in a team, as the journal tells it of the team."""

    id: UUID
    member_id: UUID
    kind_name: str = "team"

    def facts(self) -> dict[str, Any]:
        """Return who it is."""
        return {"member_id": self.member_id}


def ensure_no_team_loop(team_id: UUID, above: Sequence[UUID]) -> None:
    """Raise where a team is to lie below itself. `above` is its new parent, and so on upwards."""
    if team_id in above:
        raise TeamLoop([team_id, *above[: above.index(team_id) + 1]])


def ensure_successor(team_id: UUID, upwards: Sequence[UUID], pointer: str) -> None:
    """Raise where a team would leave what it has to itself. `upwards` begins with who gets it."""
    if team_id in upwards:
        raise SuccessorUnfit(pointer)


def ensure_can_join(state: MemberState, pointer: str) -> None:
    """Raise where somebody joins a team of an organization that they have left."""
    if state is MemberState.deactivated:
        raise MemberLeft(pointer)
