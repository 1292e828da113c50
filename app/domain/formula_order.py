"""Which formula stands on which: parts come first, and nothing stands on itself."""

from collections.abc import Collection, Mapping
from graphlib import TopologicalSorter
from uuid import UUID

from app.domain.alignment import Edge, longest, neighbours, way_up
from app.domain.formula_refusals import MOST_LEVELS, FormulaLoop, FormulaTooDeep

Parts = Mapping[UUID, Collection[UUID]]  # of each formula, by the ids of KPIs


def path_of_loop(kpi: UUID, parts: Parts) -> list[UUID] | None:
    """Return a shortest path from a KPI to its part and so on, back to itself, or None."""
    edges = [Edge(id, part) for id, needed in parts.items() for part in needed]
    ways = [way_up(part, kpi, edges) for part in parts.get(kpi, ())]
    back = min((way for way in ways if way is not None), key=len, default=None)
    return None if back is None else [kpi, *back]


def ensure_order(kpi: UUID, parts: Parts) -> None:
    """Raise where a formula would stand on itself, or one of too many on top of each other.

    `parts` are those of all formulas, as they would be with the new one of this KPI.
    """
    if (loop := path_of_loop(kpi, parts)) is not None:
        raise FormulaLoop(loop)
    formulas = [Edge(id, part) for id, needed in parts.items() for part in needed if part in parts]
    down, up = neighbours(formulas)
    path = [*reversed(longest(kpi, up)), *longest(kpi, down)[1:]]
    if len(path) > MOST_LEVELS:
        raise FormulaTooDeep(path)


def in_order(parts: Parts) -> list[UUID]:
    """Return formulas and all their parts, every part before what stands on it."""
    return list(TopologicalSorter(parts).static_order())


def standing_on(kpi: UUID, parts: Parts) -> list[UUID]:
    """Return the formulas that a KPI moves, however many levels up, parts before formulas."""
    moved = {kpi}
    order = [id for id in in_order(parts) if id in parts]
    for id in order:
        if moved.intersection(parts[id]):
            moved.add(id)
    return [id for id in order if id in moved and id != kpi]
