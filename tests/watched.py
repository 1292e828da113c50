"""Rows for tests of what is watched and judged: as `tests/make.py`."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.db.engine import Database
from app.domain.kpi import KpiStatus
from app.tables import (
    Evaluation,
    EvaluationLine,
    Kpi,
    KpiFigure,
    KpiGuard,
    KpiPart,
    KpiTarget,
    KpiTotal,
    Measurement,
)
from app.tables.base import new_id
from tests.make import keep
from tests.people import Person

JANUARY = date(2026, 1, 1)
BLANK = {
    "name": "Revenue",
    "definition": None,
    "unit": None,
    "direction": "higher",
    "frequency": "monthly",
    "scoring": "linear",
    "aggregate": "sum",
    "weight": 1,
    "baseline": None,
    "lower": None,
    "upper": None,
    "warning": 0.9,
    "target": 100,
    "active_from": JANUARY,
    "active_until": None,
    "visibility": "organization",
}


async def kpi(database: Database, owner: Person, **fields: Any) -> Kpi:
    """Make a KPI of a person, unless the fields name another owner. Nothing is measured yet."""
    whose = {"org_id": owner.org_id, "key": f"k{new_id().hex[-12:]}", "owner_member_id": owner.id}
    row = Kpi.model_validate(BLANK | whose | fields)
    await keep(database, owner.org_id, row)
    return row


async def estate(database: Database, person: Person, ids: dict[str, UUID], word: str) -> UUID:
    """Give an organization a row of everything that is watched and judged; return the KPI's id."""
    one = await kpi(database, person, name=word, definition=word)
    ratio = await kpi(database, person, name=word, aggregate=None, formula=f"{one.key} / 2")
    of_it: dict[str, Any] = {"org_id": person.org_id, "kpi_id": one.id}
    measured = Measurement(
        **of_it, period_on=JANUARY, value=Decimal(1), note=word, author_id=person.id
    )
    judged = Evaluation(
        org_id=person.org_id, cycle_id=ids["cycle"], evaluator_id=person.id, assessment=word
    )
    figures: dict[str, Any] = {
        "value": Decimal(1),
        "target": None,
        "attainment": None,
        "status": KpiStatus.none,
    }
    await keep(
        database,
        person.org_id,
        measured,
        judged,
        KpiPart(org_id=person.org_id, kpi_id=ratio.id, part_id=one.id),
        KpiTarget(**of_it, period_on=JANUARY, target=Decimal(1)),
        KpiGuard(**of_it, objective_id=ids["objective"]),
        KpiFigure(**of_it, **figures, period_on=JANUARY, measurement_id=measured.id),
        KpiTotal(**of_it, **figures, cycle_id=ids["cycle"], measured=1, measured_on=JANUARY),
        EvaluationLine(**of_it, evaluation_id=judged.id, position=0, name=word, weight=Decimal(1)),
    )
    return one.id
