"""What is over is frozen, and nothing else is."""

from collections.abc import Iterator
from uuid import UUID

from app.domain.key_result_state import KeyResultState
from app.domain.lifecycle import OVER
from app.tables import KeyResult, Objective
from app.verify.company import Company


def wrong_states(company: Company) -> Iterator[str]:
    """Yield what is frozen and should move, or the other way round."""
    shut = company.shut()
    over = {each.id: is_over(each, shut) for each in company.objectives.values()}
    for objective in company.objectives.values():
        yield from wrong(objective, over[objective.id])
    for key_result in company.key_results.values():
        yield from wrong(key_result, key_result_is_over(key_result, over))


def is_over(objective: Objective, shut: set[UUID]) -> bool:
    """Whether an objective keeps the figures of its last day."""
    return objective.state in OVER or objective.cycle_id in shut


def key_result_is_over(key_result: KeyResult, over: dict[UUID, bool]) -> bool:
    """Whether a key result does."""
    return key_result.state is KeyResultState.dropped or over[key_result.objective_id]


def wrong(row: Objective | KeyResult, over: bool) -> Iterator[str]:
    """Yield what is wrong with one."""
    if over and row.frozen_on is None:
        yield f"{row.kind_name} {row.id}: it is over, and not frozen."
    if not over and row.frozen_on is not None:
        yield f"{row.kind_name} {row.id}: it is not over, and frozen since {row.frozen_on}."
