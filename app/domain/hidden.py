"""What stands where somebody may not look: the same word for them on every page."""

from hashlib import sha256
from typing import Any
from uuid import UUID

HIDDEN = "hidden"
DIGITS = 16


def hidden_id(viewer_id: UUID, id: UUID) -> str:
    """Return the name of a hidden goal, for one viewer: others know it by another."""
    return f"{HIDDEN}-{sha256(f'{viewer_id}:{id}'.encode()).hexdigest()[:DIGITS]}"


def hidden(viewer_id: UUID, id: UUID) -> dict[str, Any]:
    """Return what is shown of a goal that somebody may not see."""
    return {"kind": HIDDEN, "id": hidden_id(viewer_id, id)}
