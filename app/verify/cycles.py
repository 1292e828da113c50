"""Cycles lie inside their parents, which are longer, and not in a circle."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from app.domain.cycle import MAX_LEVELS
from app.tables import Cycle
from app.verify.company import Company


def wrong_cycles(company: Company) -> Iterator[str]:
    """Yield a loop, or else what does not fit into what it lies in."""
    above = {cycle.id: {cycle.parent_id} - {None} for cycle in company.cycles.values()}
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        path = " > ".join(str(id) for id in error.args[1])
        yield f"cycle: they lie inside one another in a loop: {path}."
        return
    for cycle in company.cycles.values():
        yield from wrong(company, cycle)


def wrong(company: Company, cycle: Cycle) -> Iterator[str]:
    """Yield what is wrong with the place of one."""
    around = [*company.around(cycle)]
    if len(around) + 1 > MAX_LEVELS:
        yield (
            f"cycle {cycle.id}: it lies {len(around)} levels deep, "
            f"and at most {MAX_LEVELS - 1} are allowed."
        )
    for parent in around[:1]:
        if not (parent.span.contains(cycle.span) and cycle.span.days < parent.span.days):
            first, last = parent.span
            yield (
                f"cycle {cycle.id}: it is from {cycle.starts_on} to {cycle.ends_on}, "
                f"not inside its parent, which is longer, from {first} to {last}."
            )
