"""Links to pages: how long they last, and who can make one."""

from datetime import timedelta

from app.domain.reach import ScopeTooLow
from app.domain.role import Role, Scope

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=30)
USUAL = timedelta(days=1)


def ensure_sees_as_much(acting: Role, own: Role) -> None:
    """Raise where a credential reaches less far than its member.

    A link sees what its maker sees: a token that sees less would make itself see more.
    """
    if acting is not own:
        raise ScopeTooLow(least=Scope.admin)
