"""Rows for tests of what is watched and judged: as `tests/make.py`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from httpx2 import AsyncClient
from sqlmodel import func, select

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


def body(person: Person, /, **more: Any) -> dict[str, Any]:
    """Return what makes a KPI of a person over HTTP, unless `more` names another owner."""
    plain = {
        "name": "Revenue",
        "direction": "higher",
        "frequency": "monthly",
        "aggregate": "sum",
        "owner": person.owner,
        "active_from": "2020-01-01",
        "target": 100,
    }
    return plain | more


async def made(client: AsyncClient, person: Person, /, **more: Any) -> dict[str, Any]:
    """Make a KPI over HTTP."""
    answer = await client.post("/kpis", json=body(person, **more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def measure(
    client: AsyncClient, kpi: dict[str, Any], period_on: date | str, value: float
) -> dict[str, Any]:
    """Measure a KPI over HTTP."""
    new = {"period_on": str(period_on), "value": value}
    answer = await client.post(f"/kpis/{kpi['id']}/measurements", json=new)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def figures(database: Database, person: Person, id: Any) -> dict[date, KpiFigure]:
    """Return how a KPI is stored to stand in its periods."""
    found = await stored(database, person, KpiFigure, id)
    return {row.period_on: row for row in found}


async def totals(database: Database, person: Person, id: Any) -> dict[UUID, KpiTotal]:
    """Return how a KPI is stored to stand over cycles."""
    return {row.cycle_id: row for row in await stored(database, person, KpiTotal, id)}


async def stored(database: Database, person: Person, table: Any, id: Any) -> Sequence[Any]:
    """Return the rows of a KPI in a table."""
    async with database.readers.begin() as session:
        await session.exec(select(func.set_config("app.org_id", str(person.org_id), True)))
        return (await session.exec(select(table).where(table.kpi_id == UUID(str(id))))).all()


async def estate(database: Database, person: Person, ids: dict[str, UUID], word: str) -> UUID:
    """Give an organization a row of everything that is watched and judged; return the KPI's id."""
    one = await kpi(database, person, name=word, definition=word)
    ratio = await kpi(database, person, name=word, aggregate=None, formula=f"{one.key} / 2")
    of_it: dict[str, Any] = {"org_id": person.org_id, "kpi_id": one.id}
    measured = Measurement(
        **of_it, period_on=JANUARY, value=Decimal(1), note=word, author_id=person.id
    )
    place: dict[str, Any] = {
        "id": ids["evaluation"],
        "org_id": person.org_id,
        "cycle_id": ids["cycle"],
    }
    judged = Evaluation(**place, evaluator_id=person.id, assessment=word)
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
