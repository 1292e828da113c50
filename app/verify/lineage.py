"""Where copies come from: key results from below what their objective was copied from."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from uuid import UUID

from app.tables import KeyResult, Objective
from app.verify.company import Company


def wrong_lineage(company: Company) -> Iterator[str]:
    """Yield what cannot be a copy of what it says to be."""
    yield from wrong_in("objective", company.objectives)
    yield from wrong_in("key_result", company.key_results)
    for key_result in company.key_results.values():
        if key_result.copied_from_id is None:
            continue
        was = company.key_results[key_result.copied_from_id]
        objective = company.objectives[key_result.objective_id]
        if objective.copied_from_id != was.objective_id:
            yield (
                f"key_result {key_result.id}: it is a copy of {was.id}, "
                f"and its objective is none of {was.objective_id}."
            )


def wrong_in(kind: str, rows: Mapping[UUID, Objective] | Mapping[UUID, KeyResult]) -> Iterator[str]:
    """Yield a loop, if there is one."""
    origins = {row.id: {row.copied_from_id} - {None} for row in rows.values()}
    try:
        TopologicalSorter(origins).prepare()
    except CycleError as error:
        path = " > ".join(str(id) for id in error.args[1])
        yield f"{kind}: they are copies of one another in a loop: {path}."
