"""Themes stand in the order in which people read them."""

LAST = 1000  # position; what comes after it stands there too, by its age


def following(last: int | None) -> int:
    """Return the position after the last one that is taken."""
    return 0 if last is None else min(last + 1, LAST)
