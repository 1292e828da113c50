"""Handing over what somebody owns who moves on."""

from uuid import UUID

from app.domain.errors import NotValid


class HandedToSelf(NotValid):
    """What somebody owns goes to another member, or nowhere."""

    code = "handed_to_self"


def ensure_another(member_id: UUID, to_id: UUID, pointer: str) -> None:
    """Raise where somebody would hand over to themselves."""
    if member_id == to_id:
        raise HandedToSelf(pointer)
