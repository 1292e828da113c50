"""A closed cycle takes no changes: neither itself, nor what lies in it, however deep."""

from typing import Any

import pytest
from httpx2 import AsyncClient

from app.db.engine import Database
from app.domain.cycle import SHUT, CycleState
from app.tables import Cycle
from tests import make
from tests.people import Person

FORCED = {"to": "closed", "force": True, "note": "The year is over."}
MATCH = {"If-Match": "*"}


@pytest.mark.parametrize("state", [each for each in CycleState if each not in SHUT])
async def test_a_child_in_any_open_state_is_a_gap(
    boss: AsyncClient, database: Database, olga: Person, state: CycleState
) -> None:
    year = await make.cycle(database, olga.org_id, state="review")
    quarter = await make.cycle(database, olga.org_id, parent_id=year.id, name="Q", state=state)
    move = f"/cycles/{year.id}/transitions"

    refused = await boss.post(move, json={"to": "closed"})
    forced = await boss.post(move, json=FORCED)

    gap = {"kind": "cycle", "id": str(quarter.id), "title": "Q", "state": state}
    assert (refused.status_code, refused.json()["gaps"]) == (409, [gap])
    assert forced.status_code == 200


@pytest.fixture
async def quarter(boss: AsyncClient, database: Database, olga: Person) -> Cycle:
    """An open cycle inside one that was closed by force."""
    year = await make.cycle(database, olga.org_id, state="review")
    return await make.cycle(database, olga.org_id, parent_id=year.id, name="Q")


async def test_what_lies_in_a_closed_cycle_is_frozen_too(
    boss: AsyncClient, database: Database, olga: Person, quarter: Cycle
) -> None:
    objective = await make.objective(database, olga, quarter)
    key_result = await make.key_result(database, objective)
    await boss.post(f"/cycles/{quarter.parent_id}/transitions", json=FORCED)
    writes: list[tuple[str, str, Any]] = [
        ("PATCH", f"/cycles/{quarter.id}", {"parent_id": None}),
        ("POST", f"/cycles/{quarter.id}/transitions", {"to": "review"}),
        ("DELETE", f"/cycles/{quarter.id}", None),
        ("PATCH", f"/objectives/{objective.id}", {"why": "x"}),
        ("POST", f"/objectives/{objective.id}/transitions", {"to": "dropped"}),
        ("POST", f"/key-results/{key_result.id}/check-ins", {"value": 1}),
    ]

    for method, path, body in writes:
        refused = await boss.request(method, path, json=body, headers=MATCH)
        assert (refused.status_code, refused.json()["code"]) == (409, "cycle_closed"), path


async def test_an_edge_of_a_closed_cycle_is_only_declined_or_withdrawn(
    boss: AsyncClient, database: Database, olga: Person, year: Cycle, quarter: Cycle
) -> None:
    child = await make.objective(database, olga, quarter)
    parent = await make.objective(database, olga, year)
    accepted = await make.alignment(database, child, parent)
    asked = await make.alignment(database, child, parent, state="proposed", relation="supports")
    await boss.post(f"/cycles/{quarter.parent_id}/transitions", json=FORCED)

    async def ask(method: str, path: str, body: Any) -> int:
        answer = await boss.request(method, f"/alignments/{path}", json=body, headers=MATCH)
        return answer.status_code

    assert await ask("PATCH", f"{accepted.id}", {"note": "x"}) == 409
    assert await ask("PATCH", f"{accepted.id}", {"weight": 2}) == 409
    assert await ask("POST", f"{asked.id}/decision", {"decision": "accept"}) == 409
    assert await ask("POST", f"{asked.id}/decision", {"decision": "decline"}) == 200
    assert await ask("POST", f"{accepted.id}/transitions", {"to": "withdrawn"}) == 200
