"""Whatever people do, in whatever order: the stored figures are what they should be."""

from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.engine import Database
from app.domain.role import Role
from app.tables import Organization
from app.verify.run import examine
from tests import make, recompute
from tests.people import Person, client_of, today

CASES, STEPS = 25, 24
MATCH = {"If-Match": "*"}
POLICIES = ["key_results", "children", "both", "lowest", "manual"]
WEIGHTS = [0.5, 1, 3]


class History:
    """One organization, and what happens in it."""

    def __init__(self, random: Random, database: Database, ann: Person, bob: Person) -> None:
        self.random, self.database, self.ann, self.bob = random, database, ann, bob
        self.objectives: list[UUID] = []
        self.key_results: list[UUID] = []
        self.kept: recompute.Figures = {}
        self.clients: list[AsyncClient] = []

    def one_of(self, choices: list[Any]) -> Any:
        return self.random.choice(choices)

    async def begin(self) -> None:
        year = await make.cycle(self.database, self.ann.org_id)
        kept = {"kind": "maintain_above", "target": 5}
        metrics = ({"kind": "increase", "target": 10}, kept, {"kind": "increase", "target": 10})
        for n in range(5):
            new = {
                "title": f"Objective {n}",
                "cycle_id": str(year.id),
                "owner": (self.ann, self.bob)[n % 2].owner,
                "progress_policy": self.one_of(POLICIES),
                "key_results": [{"title": "x", "metric": metric} for metric in metrics],
            }
            new["key_results"][2]["progress_source"] = "children"
            made = (await self.clients[0].post("/objectives", json=new)).json()
            self.objectives.append(UUID(made["id"]))
            self.key_results += [UUID(each["id"]) for each in made["key_results"]]

    async def step(self) -> None:
        """Do something, whether or not it is allowed; a refusal changes nothing."""
        act = self.one_of(
            [self.check_in] * 4
            + [self.correct, self.edit, self.edit, self.weigh]
            + [self.align] * 4
            + [self.decide, self.decide, self.withdraw]
            + [self.move] * 3
            + [self.drop_key_result, self.add_key_result]
        )
        answer = await act(self.clients[self.one_of([0, 0, 1])])
        assert answer is None or answer.status_code < 500, answer.text
        await self.check()

    async def check(self) -> None:
        world = await recompute.read(self.database, self.ann.org_id)
        expected = recompute.recomputed(world, self.kept)
        for id, stored in world.stored.items():
            wanted = expected[id]
            close = (stored is None) == (wanted is None) and (
                wanted is None or abs(Fraction(stored) - wanted) < Fraction(1, 10**20)
            )
            assert close, f"{id}: {stored} is stored, {wanted} should be"
        self.kept = expected

    async def check_in(self, client: AsyncClient) -> Response:
        said = {"value": self.one_of([0, 3, 7, 12]), "confidence": self.one_of([None, 5])}
        day = today() - timedelta(days=self.one_of([0, 1, 2]))
        url = f"/key-results/{self.one_of(self.key_results)}/check-ins"
        return await client.post(url, json=said | {"effective_on": str(day)})

    async def correct(self, client: AsyncClient) -> Response | None:
        facts = (await client.get("/check-ins", params={"limit": 5})).json()["items"]
        if not facts:
            return None
        fact = self.one_of(facts)
        said = {"value": self.one_of([1, 9]), "replaces_id": fact["id"]}
        return await client.post(f"/key-results/{fact['key_result_id']}/check-ins", json=said)

    async def edit(self, client: AsyncClient) -> Response:
        if self.random.random() < 0.5:
            change = {"progress_policy": self.one_of(POLICIES)}
            if change["progress_policy"] == "manual":
                change |= {"progress": self.one_of([0, 0.25, 1])}
            url = f"/objectives/{self.one_of(self.objectives)}"
            return await client.patch(url, json=change, headers=MATCH)
        change = self.one_of(
            [
                {"weight": 3},
                {"metric": {"target": 4}},
                {"metric": {"target": 20}},
                {"progress_source": "children"},
                {"progress_source": "check_ins"},
            ]
        )
        url = f"/key-results/{self.one_of(self.key_results)}"
        return await client.patch(url, json=change, headers=MATCH)

    def goal(self) -> dict[str, str]:
        kind = self.one_of(["objective", "objective", "key_result"])
        ids = self.objectives if kind == "objective" else self.key_results
        return {"kind": kind, "id": str(self.one_of(ids))}

    async def align(self, client: AsyncClient) -> Response:
        edge = {"child": self.goal(), "parent": self.goal(), "weight": self.one_of(WEIGHTS)}
        return await client.post("/alignments", json=edge)

    async def some_edge(self, client: AsyncClient, state: str) -> str | None:
        found = (await client.get("/alignments", params={"state": state})).json()["items"]
        return f"/alignments/{self.one_of(found)['id']}" if found else None

    async def decide(self, client: AsyncClient) -> Response | None:
        url = await self.some_edge(client, "proposed")
        said = {"decision": self.one_of(["accept", "accept", "decline"])}
        return None if url is None else await client.post(f"{url}/decision", json=said)

    async def withdraw(self, client: AsyncClient) -> Response | None:
        url = await self.some_edge(client, "accepted")
        return url and await client.post(f"{url}/transitions", json={"to": "withdrawn"})  # type: ignore[return-value]  # None or an answer

    async def weigh(self, client: AsyncClient) -> Response | None:
        url = await self.some_edge(client, "accepted")
        weight = {"weight": self.one_of(WEIGHTS)}
        return url and await client.patch(url, json=weight, headers=MATCH)  # type: ignore[return-value]  # None or an answer

    async def move(self, client: AsyncClient) -> Response:
        url = f"/objectives/{self.one_of(self.objectives)}/transitions"
        to = self.one_of(["dropped", "draft", "proposed", "agreed", "closed"])
        outcome = {"outcome": "partial"} if to == "closed" else {}
        return await client.post(url, json={"to": to} | outcome)

    async def drop_key_result(self, client: AsyncClient) -> Response:
        url = f"/key-results/{self.one_of(self.key_results)}/transitions"
        return await client.post(url, json={"to": self.one_of(["dropped", "active"])})

    async def add_key_result(self, client: AsyncClient) -> Response:
        new = {"title": "one more", "metric": {"kind": "increase", "target": 10}, "weight": 2}
        url = f"/objectives/{self.one_of(self.objectives)}/key-results"
        answer = await client.post(url, json=new)
        if answer.status_code == 201:
            self.key_results.append(UUID(answer.json()["id"]))
        return answer


@pytest.mark.parametrize("seed", range(CASES))
async def test_the_stored_figures_are_what_they_should_be(
    app: FastAPI, database: Database, owner: AsyncEngine, seed: int
) -> None:
    org_id = await make.organization(database)
    await make.member(database, org_id, "Olga", Role.owner)
    ann = await make.member(database, org_id, "Ann", Role.admin)
    bob = await make.member(database, org_id, "Bob", Role.member)
    history = History(Random(seed), database, ann, bob)
    async with client_of(app, ann) as anns, client_of(app, bob) as bobs:
        history.clients = [anns, bobs]
        await history.begin()
        for _ in range(STEPS):
            await history.step()

    async with AsyncSession(owner) as session:  # `okr verify` reckons in yet another way
        assert await examine(session, await session.get_one(Organization, org_id)) == []
