"""Whatever people do with KPIs, in whatever order: verify works out what is stored."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.engine import Database
from app.tables import Organization
from app.verify.run import examine
from tests import make
from tests.people import Person
from tests.watched import made

ANY = {"If-Match": "*"}
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
DONE = (200, 201, 204)
REFUSED = (409, 422)  # some of what is tried cannot be: it must change nothing


class History:
    """Somebody who tries this and that with KPIs."""

    def __init__(self, client: AsyncClient, person: Person, seed: int) -> None:
        self.client, self.person, self.random = client, person, Random(seed)
        self.kpis: list[dict[str, Any]] = []
        self.cycles: list[str] = []
        self.goals: list[str] = []

    async def begin(self, database: Database) -> None:
        for n, frequency in enumerate(("weekly", "monthly", "monthly", "quarterly")):
            fields = {"name": f"K{n}", "frequency": frequency, "active_from": str(FIRST)}
            self.kpis.append(await made(self.client, self.person, **fields))
        for n, formula in enumerate(("k1 - k2", "k0 / (k1 - 5)", "f0 * 2 + k0")):
            of_it: dict[str, Any] = {"formula": formula, "aggregate": None}
            self.kpis.append(await made(self.client, self.person, name=f"F{n}", **of_it))
        for n in range(3):
            days = {"starts_on": FIRST + timedelta(days=n * 200), "ends_on": LAST}
            cycle = await make.cycle(database, self.person.org_id, **days)
            goal = await make.objective(database, self.person, cycle)
            for kpi in self.random.sample(self.kpis, 2):
                await make.key_result(database, goal, target=50, kpi_id=kpi["id"])
            self.cycles.append(str(cycle.id))
            self.goals.append(str(goal.id))

    def day(self) -> date:
        return FIRST + timedelta(days=self.random.randrange((LAST - FIRST).days))

    def period(self, kpi: dict[str, Any]) -> str:
        day = self.day()
        if kpi["frequency"] == "weekly":
            return str(day - timedelta(days=day.weekday()))
        months = 3 if kpi["frequency"] == "quarterly" else 1
        return str(date(day.year, (day.month - 1) // months * months + 1, 1))

    def row(self, kpi: dict[str, Any]) -> dict[str, Any]:
        return {"period_on": self.period(kpi), "value": self.random.randrange(-5, 12)}

    async def measure(self) -> Any:
        kpi = self.random.choice(self.kpis[:4])
        return await self.client.post(f"/kpis/{kpi['id']}/measurements", json=self.row(kpi))

    async def measure_much(self) -> Any:
        kpis = [self.random.choice(self.kpis[:4]) for _ in range(12)]
        items = [self.row(kpi) | {"kpi_id": kpi["id"]} for kpi in kpis]
        return await self.client.post("/measurement-imports", json={"items": items})

    async def rejudge(self) -> Any:
        changes: list[dict[str, Any]] = [
            {"target": self.random.randrange(-3, 20)},
            {"baseline": self.random.randrange(5)},
            {"aggregate": self.random.choice(["sum", "mean", "last", "max", "min"])},
            {"scoring": self.random.choice(["linear", "ratio", "veto"]), "baseline": None},
            {"warning": 0.5},
            {"target": None},
            {"active_from": str(self.day())},
            {"active_until": str(self.day())},
            {"active_from": str(FIRST), "active_until": None},
        ]
        change = self.random.choice(changes)
        return await self.patch(self.random.choice(self.kpis), change)

    async def rewrite(self) -> Any:
        formulas = ["k1 - k2", "k1 * k0", "k3 / k1", "f0 + f1", "k0", "max(k0, 3)"]
        change = {
            "formula": self.random.choice(formulas),
            "frequency": self.random.choice(["monthly", "yearly"]),
        }
        return await self.patch(self.random.choice(self.kpis[4:]), change)

    async def patch(self, kpi: dict[str, Any], change: dict[str, Any]) -> Any:
        return await self.client.patch(f"/kpis/{kpi['id']}", json=change, headers=ANY)

    async def retarget(self) -> Any:
        kpi = self.random.choice(self.kpis)
        rows = {self.period(kpi): self.random.randrange(1, 30) for _ in range(5)}
        items = [{"period_on": on, "target": target} for on, target in rows.items()]
        url = f"/kpis/{kpi['id']}/targets"
        return await self.client.put(url, json={"items": items}, headers=ANY)

    async def replan(self) -> Any:
        first, last = sorted((self.day(), self.day()))
        days = {"starts_on": str(first), "ends_on": str(last)}
        if self.random.random() < 0.3:
            return await self.client.post("/cycles", json={"name": "X", "kind": "custom"} | days)
        url = f"/cycles/{self.random.choice(self.cycles)}"
        return await self.client.patch(url, json=days, headers=ANY)

    async def turn(self) -> Any:
        url = f"/objectives/{self.random.choice(self.goals)}/transitions"
        to = self.random.choice(["dropped", "draft", "closed", "agreed", "proposed"])
        outcome = {"outcome": "partial"} if to == "closed" else {}
        return await self.client.post(url, json={"to": to} | outcome)

    async def something(self) -> Any:
        acts = (self.measure, self.measure_much, self.rejudge, self.rewrite, self.retarget,
                self.replan, self.turn)  # fmt: skip
        [act] = self.random.choices(acts, weights=(6, 2, 3, 2, 2, 2, 2))
        return await act()


@pytest.mark.parametrize("seed", range(4))
async def test_kpis_stand_as_they_should_after_any_history(
    boss: AsyncClient, database: Database, olga: Person, owner: AsyncEngine, seed: int
) -> None:
    history = History(boss, olga, seed)
    await history.begin(database)
    done = 0

    for _ in range(45):
        answer = await history.something()
        assert answer.status_code in (*DONE, *REFUSED), answer.text
        done += answer.status_code in DONE

    async with AsyncSession(owner) as session:
        found = await examine(session, await session.get_one(Organization, olga.org_id))
    assert found == []
    assert done > 20
