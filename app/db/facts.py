"""What the journal says of a change."""

from typing import Any

from app.domain.rollup import Moved
from app.tables.values import as_figure

Facts = dict[str, Any]


def changed(before: Facts | None, after: Facts | None) -> tuple[Facts | None, Facts | None]:
    """Return the facts that differ, as they were and as they are."""
    if before is None or after is None:
        return before, after
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def as_moved(moved: Moved) -> Facts:
    """Write down a figure that moved."""
    before, after = moved.before, moved.after
    return {
        "kind": moved.kind,
        "id": str(moved.id),
        "progress_before": None if before is None else as_figure(before),
        "progress_after": None if after is None else as_figure(after),
    }
