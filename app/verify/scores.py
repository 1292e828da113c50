"""Scores: they are given to what was agreed, and go when it is agreed no more."""

from collections.abc import Iterator

from app.domain.lifecycle import ObjectiveState
from app.tables import KeyResult, Objective
from app.verify.company import Company

SCORED = (ObjectiveState.agreed, ObjectiveState.closed)


def wrong_scores(company: Company) -> Iterator[str]:
    """Yield the scores of what nobody could have scored, and reasons that belong to none."""
    for key_result in company.key_results.values():
        state = company.objectives[key_result.objective_id].state
        if key_result.score is not None and state not in SCORED:
            yield f"key_result {key_result.id}: it has a score, and its objective is {state}."
    for objective in company.objectives.values():
        if objective.score is not None and objective.state not in SCORED:
            yield f"objective {objective.id}: it has a score, and is {objective.state}."
    things: list[Objective | KeyResult] = [*company.objectives.values()]
    for each in (*things, *company.key_results.values()):
        if each.score is None and each.score_reason is not None:
            yield f"{each.kind_name} {each.id}: it has the reason of a score, and no score."
