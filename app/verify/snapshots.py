"""What closed cycles keep: a picture of each objective, of how it stands since."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.domain.health import confidence_of_objective
from app.domain.key_result_state import KeyResultState
from app.domain.mean import Part
from app.tables import KeyResult, Objective, Snapshot
from app.tables.values import as_figure, as_number
from app.verify.company import Company
from app.verify.sentences import differing

Below = dict[UUID, list[KeyResult]]


def wrong_snapshots(company: Company) -> Iterator[str]:
    """Yield the pictures that show something else, those of what is open, and those that lack."""
    below: Below = defaultdict(list)
    for key_result in company.key_results.values():
        below[key_result.objective_id].append(key_result)
    shut, kept = company.shut(), {each.objective_id for each in company.snapshots}
    for snapshot in company.snapshots:
        objective = company.objectives[snapshot.objective_id]
        if snapshot.cycle_id != objective.cycle_id:
            yield f"snapshot {snapshot.id}: its objective is of another cycle."
        elif snapshot.cycle_id not in shut:
            yield f"snapshot {snapshot.id}: its cycle is not closed."
        else:
            yield from wrong(snapshot, objective, below[objective.id])
    # A cycle that was closed before there were snapshots has none.
    pictured = {each.cycle_id for each in company.snapshots} & shut
    for objective in company.objectives.values():
        if objective.cycle_id in pictured and objective.id not in kept:
            yield f"objective {objective.id}: its cycle is closed, and kept no snapshot of it."


def wrong(snapshot: Snapshot, objective: Objective, below: list[KeyResult]) -> Iterator[str]:
    """Yield what a picture shows otherwise than it stands."""
    shown = {each["id"]: each for each in snapshot.document["key_results"]}
    expected = {"key_results": sorted(str(each.id) for each in below)}
    stored = snapshot.document | {"key_results": sorted(shown)}
    yield from differing("snapshot", snapshot.id, stored, of_objective(objective, below) | expected)
    for key_result in below:
        if str(key_result.id) in shown:
            document = shown[str(key_result.id)]
            stored = document | {"current": document["metric"]["current"]}
            told = f"snapshot {snapshot.id}, key_result"
            yield from differing(told, key_result.id, stored, of_key_result(key_result))


def of_objective(objective: Objective, below: list[KeyResult]) -> dict[str, Any]:
    """Return what is shown of an objective that stands still."""
    counted = [each for each in below if each.state is KeyResultState.active]
    confidences = [
        Part(each.weight, None if each.confidence is None else Decimal(each.confidence))
        for each in counted
    ]
    confidence = confidence_of_objective(confidences)
    return frozen(objective) | {
        "outcome": objective.outcome,
        "confidence": None if confidence is None else as_number(confidence),
    }


def of_key_result(key_result: KeyResult) -> dict[str, Any]:
    """Return what is shown of a key result that stands still."""
    return frozen(key_result) | {
        "attainment": figure(key_result.attainment),
        "confidence": key_result.confidence,
        "current": figure(key_result.current),
    }


def frozen(row: Objective | KeyResult) -> dict[str, Any]:
    """Return what is shown of either."""
    return {
        "state": row.state,
        "progress": figure(row.progress),
        "expected_progress": figure(row.frozen_expected),
        "health": row.frozen_health,
        "health_source": row.frozen_source,
    }


def figure(value: Decimal | None) -> float | int | None:
    """Return a figure as it is shown."""
    return None if value is None else as_figure(value)
