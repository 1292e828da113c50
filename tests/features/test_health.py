"""Health is a rule in Python and an expression in SQL: both are given the same cases."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.cadence import CheckInCadence
from app.domain.cycle import CycleState
from app.domain.expectation import expected_of_key_result, expected_of_objective
from app.domain.health import (
    Health,
    Margins,
    ReportedHealth,
    confidence_of_objective,
    health_of_key_result,
    health_of_objective,
    is_stale,
)
from app.domain.key_result_state import KeyResultState
from app.domain.mean import Part
from app.domain.metric import ProgressSource
from app.domain.waypoints import ON_THE_WAY
from app.tables import Cycle, KeyResult, Objective
from app.tables.values import as_figure
from tests import make
from tests.people import Person, today

MARGINS = Margins(Decimal("0.1"), Decimal("0.25"))
METRICS: dict[str, dict[str, Any]] = {
    "increase": {},
    "decrease": {"start": 10, "target": 0},
    "maintain_above": {"start": None, "target": 5},
    "maintain_between": {"start": None, "target": None, "lower": 1, "upper": 2},
    "yes_no": {"start": None, "target": None},
}


def some_key_result(random: Random, cycle: Cycle) -> dict[str, Any]:
    """Return a key result in some state, whether or not people could bring it there."""
    kind = random.choice(list(METRICS))
    progress = random.choice([None, *range(0, 101, 5)])
    figure = None if progress is None else Decimal(progress) / 100
    return METRICS[kind] | {
        "kind": kind,
        "waypoints": some_waypoints(random, cycle) if kind in ON_THE_WAY else [],
        "weight": Decimal(random.randint(1, 30)) / 10,
        "state": random.choice([*[KeyResultState.active] * 5, KeyResultState.dropped]),
        "progress_source": random.choice(list(ProgressSource)),
        "progress": figure,
        "attainment": figure,
        "confidence": random.choice([None, *range(11)]),
        "reported_health": random.choice([None, None, None, *ReportedHealth]),
        "started": random.random() < 0.7,
        "checked_in_on": random.choice([None, today() - timedelta(days=random.randint(0, 40))]),
        "created_at": datetime.now(UTC) - timedelta(days=random.randint(0, 60)),
    }


def some_waypoints(random: Random, cycle: Cycle) -> list[dict[str, Any]]:
    """Return up to four waypoints, the ends of the cycle among their days."""
    days = range((cycle.ends_on - cycle.starts_on).days + 1)
    chosen = sorted(random.sample(days, min(len(days), random.randint(0, 4))))
    on = [str(cycle.starts_on + timedelta(days=day)) for day in chosen]
    return [{"on": day, "value": random.choice([-3, 0, 2.5, 7, 12.3456])} for day in on]


def of_key_result(kr: KeyResult, cycle: Cycle) -> dict[str, Any]:
    """Return what the rules say of a key result today."""
    expected = expected_of_key_result(kr.kind, cycle.span, today(), kr.path)
    fed = kr.progress_source is ProgressSource.children
    begun = today() >= cycle.starts_on and (kr.started or fed)
    reported = None if kr.reported_health is None else Health(kr.reported_health)
    health, source = health_of_key_result(reported, kr.progress, expected, MARGINS, begun=begun)
    since = kr.checked_in_on or max(cycle.starts_on, kr.created_at.date())
    stale = is_stale(today(), cycle.state, cycle.check_in, kr.progress_source, since)
    return {"expected": expected, "health": health, "source": source, "stale": stale}


def of_objective(o: Objective, key_results: list[KeyResult], cycle: Cycle) -> dict[str, Any]:
    """Return what the rules say of an objective today."""
    counted = [kr for kr in key_results if kr.state is KeyResultState.active]
    found = [of_key_result(kr, cycle) for kr in counted]
    parts = [Part(kr.weight, f["expected"]) for kr, f in zip(counted, found, strict=True)]
    expected = expected_of_objective(parts, cycle.span, today())
    begun = today() >= cycle.starts_on
    judged = [(f["health"], f["source"]) for f in found]
    health, source = health_of_objective(judged, o.progress, expected, MARGINS, begun=begun)
    confidence = confidence_of_objective(
        [
            Part(kr.weight, None if kr.confidence is None else Decimal(kr.confidence))
            for kr in counted
        ]
    )
    return {
        "expected": expected,
        "health": health,
        "source": source,
        "stale": any(f["stale"] for f in found),
        "confidence": None if confidence is None else as_figure(confidence),
    }


def shown(item: dict[str, Any], *more: str) -> dict[str, Any]:
    """Return what the service says."""
    names = {"expected": "expected_progress", "source": "health_source"}
    return {n: item[names.get(n, n)] for n in ("expected", "health", "source", "stale", *more)}


def rounded(found: dict[str, Any]) -> dict[str, Any]:
    """Show an expectation as the service does."""
    return found | {"expected": as_figure(found["expected"])}


@pytest.mark.parametrize("state", list(CycleState))
@pytest.mark.parametrize(
    "days", [(-50, 50), (-90, 0), (-30, -1), (1, 30), (0, 0), (-7, 2)], ids=str
)
async def test_both_judge_alike(
    client: AsyncClient, database: Database, ann: Person, state: CycleState, days: tuple[int, int]
) -> None:
    random = Random(f"{state}{days}")
    first, last = (today() + timedelta(days=n) for n in days)
    cadence = random.choice([None, *CheckInCadence])
    place = {"starts_on": first, "ends_on": last, "state": state, "check_in": cadence}
    cycle = await make.cycle(database, ann.org_id, **place)
    expected: dict[str, Any] = {}
    for _ in range(6):
        progress = random.choice([None, Decimal(random.randint(0, 100)) / 100])
        objective = await make.objective(database, ann, cycle, progress=progress)
        made = [
            await make.key_result(database, objective, **some_key_result(random, cycle), position=n)
            for n in range(random.randint(0, 4))
        ]
        expected[str(objective.id)] = rounded(of_objective(objective, made, cycle))
        expected |= {str(kr.id): rounded(of_key_result(kr, cycle)) for kr in made}

    listed = await client.get("/objectives", params={"include": "key_results"})

    items = listed.json()["items"]
    found = {item["id"]: shown(item, "confidence") for item in items}
    found |= {kr["id"]: shown(kr) for item in items for kr in item["key_results"]}
    assert found == expected
