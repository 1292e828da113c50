"""What goals came to in the end: proposed, confirmed, overridden with a reason."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle, KeyResult, Objective
from tests import make
from tests.people import Person, client_of, today

MATCH = {"If-Match": "*"}
WHY = "The last shop opened two days late."


@pytest.fixture
async def objective(database: Database, ann: Person, year: Cycle) -> Objective:
    """What Ann has agreed to, with two key results at 0.5 (weight 2) and 0.2."""
    made = await make.objective(database, ann, year)
    await make.key_result(database, made, weight=2, current=5, started=True)
    await make.key_result(database, made, position=1, current=2, started=True)
    return made


async def first_of(client: AsyncClient, objective: Objective) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/objectives/{objective.id}")).json()
    shown: dict[str, Any] = found["key_results"][0]
    return shown


async def put(client: AsyncClient, thing: str, score: Any, reason: str | None = None) -> Any:
    body = {"score": score} | ({} if reason is None else {"reason": reason})
    answer = await client.put(f"{thing}/score", json=body, headers=MATCH)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_figures_propose_a_score_until_people_confirm_one(
    client: AsyncClient, objective: Objective
) -> None:
    kr = f"/key-results/{(await first_of(client, objective))['id']}"
    goal = f"/objectives/{objective.id}"
    blank = {"confirmed": False, "reason": None, "met": False, "learning": None}

    proposed = (await client.get(f"{kr}/score")).json()
    above = (await client.get(f"{goal}/score")).json()
    said = await put(client, kr, 0.8, WHY)
    after = (await client.get(f"{goal}/score")).json()
    agreed = await put(client, goal, 0.6)

    half, two_fifths = ({"proposed": each} for each in (0.5, 0.4))
    assert proposed == blank | {
        "score": 0.5, "proposed": 0.5, "band": "yellow", "first_target": half,
    }  # fmt: skip
    assert above == blank | {
        "score": 0.4, "proposed": 0.4, "band": "yellow", "first_target": two_fifths,
    }  # fmt: skip
    assert said == proposed | {
        "score": 0.8, "confirmed": True, "reason": WHY, "band": "green"
    }  # fmt: skip
    assert (after["score"], after["confirmed"]) == (0.6, False)  # (2 * 0.8 + 0.2) / 3
    assert (agreed["score"], agreed["confirmed"], agreed["reason"]) == (0.6, True, None)


async def test_goals_show_what_was_confirmed_and_nothing_before(
    client: AsyncClient, objective: Objective
) -> None:
    goal, first = f"/objectives/{objective.id}", await first_of(client, objective)
    assert (first["score"], (await client.get(goal)).json()["score"]) == (None, None)

    await put(client, f"/key-results/{first['id']}", 0.5)
    await put(client, goal, 0.4)

    shown = (await client.get(goal)).json()
    assert (shown["score"], [each["score"] for each in shown["key_results"]]) == (0.4, [0.5, None])
    assert (shown["version"], shown["key_results"][0]["version"]) == (2, 2)
    listed = (await client.get("/key-results")).json()["items"]
    assert sorted(str(each["score"]) for each in listed) == ["0.5", "None"]


async def test_progress_moves_on_and_what_was_confirmed_stays(
    client: AsyncClient, objective: Objective
) -> None:
    first = await first_of(client, objective)
    kr = f"/key-results/{first['id']}"
    await put(client, kr, 0.5)
    await put(client, f"/objectives/{objective.id}", 0.4)

    await client.post(f"{kr}/check-ins", json={"value": 10})

    moved = (await client.get(f"{kr}/score")).json()
    above = (await client.get(f"/objectives/{objective.id}/score")).json()
    assert (moved["score"], moved["proposed"], moved["confirmed"]) == (0.5, 1, True)
    assert (above["score"], above["proposed"]) == (0.4, 0.4)  # by what was confirmed below


async def test_another_score_takes_a_reason_and_none_is_finer_than_two_decimals(
    client: AsyncClient, objective: Objective
) -> None:
    kr = f"/key-results/{(await first_of(client, objective))['id']}/score"

    async def refused(body: dict[str, Any]) -> tuple[int, str, str]:
        answer = await client.put(kr, json=body, headers=MATCH)
        [error] = answer.json()["errors"]
        return answer.status_code, error["pointer"], error["code"]

    assert await refused({"score": 0.51}) == (422, "/reason", "score_reason_required")
    assert await refused({"score": 0.51, "reason": " "}) == (
        422,
        "/reason",
        "score_reason_required",
    )
    assert await refused({"score": 0.505, "reason": WHY}) == (422, "/score", "too_fine")
    assert await refused({"score": 1.01, "reason": WHY}) == (422, "/score", "too_large")
    assert await refused({"score": "0.5"}) == (422, "/score", "not_a_number")
    assert await refused({}) == (422, "/score", "required")
    assert (await client.get(kr)).json()["confirmed"] is False


async def test_a_confirmation_is_taken_back_with_null(
    client: AsyncClient, boss: AsyncClient, objective: Objective
) -> None:
    first = await first_of(client, objective)
    kr = f"/key-results/{first['id']}"
    await put(client, kr, 0.8, WHY)

    back = await put(client, kr, None, "We wait for the auditors.")
    again = await put(client, kr, None)

    assert (back["score"], back["confirmed"], back["reason"]) == (0.5, False, None)
    assert again == back
    assert (await first_of(client, objective))["version"] == 3  # taking back nothing is no change
    lines = (await boss.get("/journal", params={"action": "key_result.scored"})).json()["items"]
    assert [(each["before"]["score"], each["after"]["score"], each["note"]) for each in lines] == [
        (0.8, None, "We wait for the auditors."),
        (None, 0.8, WHY),
    ]


async def test_it_is_a_change_of_the_thing_and_made_from_what_was_read(
    client: AsyncClient, boss: AsyncClient, objective: Objective
) -> None:
    goal = f"/objectives/{objective.id}"
    read = await client.get(f"{goal}/score")

    bare = await client.put(f"{goal}/score", json={"score": 0.4})
    by_score = await client.put(
        f"{goal}/score", json={"score": 0.4}, headers={"If-Match": read.headers["etag"]}
    )
    stale = await client.put(
        f"{goal}/score", json={"score": 0.4}, headers={"If-Match": read.headers["etag"]}
    )
    of_goal = (await client.get(goal)).headers["etag"]
    by_goal = await client.put(
        f"{goal}/score", json={"score": 0.5, "reason": WHY}, headers={"If-Match": of_goal}
    )

    statuses = [each.status_code for each in (bare, by_score, stale, by_goal)]
    assert statuses == [428, 200, 412, 200]
    assert stale.headers["etag"] == by_score.headers["etag"]
    assert (await client.get(goal)).json()["version"] == 3
    known = {"If-None-Match": by_goal.headers["etag"]}
    assert (await client.get(f"{goal}/score", headers=known)).status_code == 304
    lines = (await boss.get("/journal", params={"action": "objective.scored"})).json()["items"]
    assert [line["subject"]["id"] for line in lines] == [str(objective.id)] * 2


@pytest.mark.parametrize(
    ("cycle", "state", "code"),
    [
        ("active", "agreed", None),
        ("review", "agreed", None),
        ("review", "closed", None),
        ("draft", "agreed", "cycle_not_running"),
        ("planning", "agreed", "cycle_not_running"),
        ("closed", "agreed", "cycle_closed"),
        ("archived", "closed", "cycle_closed"),
        ("active", "draft", "objective_not_agreed"),
        ("active", "proposed", "objective_not_agreed"),
        ("active", "dropped", "objective_not_agreed"),
    ],
)
async def test_scores_have_their_time(
    client: AsyncClient, database: Database, ann: Person, cycle: str, state: str, code: str | None
) -> None:
    place = await make.cycle(database, ann.org_id, state=cycle)
    outcome = "partial" if state == "closed" else None
    goal = await make.objective(database, ann, place, state=state, outcome=outcome)
    kr = await make.key_result(database, goal)

    answers = [
        await client.put(f"{path}/score", json={"score": 0}, headers=MATCH)
        for path in (f"/key-results/{kr.id}", f"/objectives/{goal.id}")
    ]

    assert [each.status_code for each in answers] == [200 if code is None else 409] * 2
    assert {each.json().get("code") for each in answers} == {code}


async def test_what_lies_in_a_closed_cycle_has_the_scores_of_that_day(
    boss: AsyncClient, client: AsyncClient, objective: Objective, year: Cycle
) -> None:
    await put(client, f"/objectives/{objective.id}", 0.4)
    forced = {"to": "closed", "force": True, "note": "It is so."}
    await boss.post(f"/cycles/{year.id}/transitions", json={"to": "review"})
    await boss.post(f"/cycles/{year.id}/transitions", json=forced)

    refused = await client.put(
        f"/objectives/{objective.id}/score", json={"score": None}, headers=MATCH
    )
    [kept] = (await client.get(f"/cycles/{year.id}/snapshot")).json()["items"]

    assert (refused.status_code, refused.json()["code"]) == (409, "cycle_closed")
    assert kept["objective"]["score"] == 0.4
    assert [each["score"] for each in kept["objective"]["key_results"]] == [None, None]


@pytest.mark.parametrize(
    ("kind", "outcome", "met"),
    [("committed", "missed", False), ("aspirational", "partial", False)]
    + [("learning", each, True) for each in ("validated", "invalidated")],
)
async def test_a_lesson_is_met_whatever_the_number(
    client: AsyncClient, objective: Objective, kind: str, outcome: str, met: bool
) -> None:
    goal = f"/objectives/{objective.id}"
    await client.patch(goal, json={"type": kind}, headers=MATCH)
    before = (await client.get(f"{goal}/score")).json()
    await client.post(f"{goal}/transitions", json={"to": "closed", "outcome": outcome})

    after = (await client.get(f"{goal}/score")).json()
    kr = f"/key-results/{(await first_of(client, objective))['id']}"
    below = (await client.get(f"{kr}/score")).json()

    learning = outcome if kind == "learning" else None
    assert (before["met"], before["learning"]) == (False, None)
    assert (after["met"], after["learning"]) == (met, learning)
    assert (below["met"], below["learning"]) == (met, learning)


async def test_a_moved_target_is_shown_beside_the_first_that_was_locked(
    client: AsyncClient, objective: Objective
) -> None:
    kr = f"/key-results/{(await first_of(client, objective))['id']}"
    goal = f"/objectives/{objective.id}"
    for target in (20, 8):
        change = {"metric": {"target": target}, "reason": WHY}
        assert (await client.patch(kr, json=change, headers=MATCH)).status_code == 200
    await client.post(f"{kr}/check-ins", json={"value": 6})

    own = (await client.get(f"{kr}/score")).json()
    above = (await client.get(f"{goal}/score")).json()

    assert (own["proposed"], own["first_target"]) == (0.75, {"proposed": 0.6})
    assert above["proposed"] == 0.57  # (2 * 0.75 + 0.2) / 3
    assert above["first_target"] == {"proposed": 0.47}  # (2 * 0.6 + 0.2) / 3


async def test_milestones_that_were_locked_first_count_as_they_were_reported(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    goal = await make.objective(database, ann, year)
    metric = {"kind": "milestones", "steps": [{"title": "One"}, {"title": "Two", "weight": 3}]}
    new = {"title": "Shops", "metric": metric}
    made = (await client.post(f"/objectives/{goal.id}/key-results", json=new)).json()
    kr, [one, two] = f"/key-results/{made['id']}", made["metric"]["steps"]
    done = {"steps": [{"id": one["id"], "done": True}]}
    await client.post(f"{kr}/check-ins", json=done)
    kept = {"id": two["id"], "title": "Two", "weight": 3}
    change = {"metric": {"steps": [kept]}, "reason": "One is enough of a shop."}
    assert (await client.patch(kr, json=change, headers=MATCH)).status_code == 200

    before = (await client.get(f"{kr}/score")).json()
    await client.post(f"{kr}/check-ins", json={"steps": [{"id": two["id"], "done": True}]})
    after = (await client.get(f"{kr}/score")).json()

    assert (before["proposed"], before["first_target"]) == (0, {"proposed": 0.25})
    assert (after["proposed"], after["first_target"]) == (1, {"proposed": 1})


async def test_what_was_measured_by_something_else_at_first_is_judged_by_that(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    goal = await make.objective(database, ann, year)
    made = await make.key_result(database, goal, kind="maintain_above", start=None, target=10)
    kr = f"/key-results/{made.id}"
    change = {"metric": {"kind": "maintain_below", "target": 20}, "reason": WHY}
    assert (await client.patch(kr, json=change, headers=MATCH)).status_code == 200
    unmeasured = (await client.get(f"{kr}/score")).json()

    await client.post(f"{kr}/check-ins", json={"value": 5})

    measured = (await client.get(f"{kr}/score")).json()
    assert (unmeasured["score"], unmeasured["band"], unmeasured["met"]) == (None, None, None)
    assert unmeasured["first_target"] == {"proposed": None}
    assert (measured["proposed"], measured["first_target"]) == (1, {"proposed": 0})


async def test_a_dropped_key_result_has_no_score_and_counts_nowhere(
    client: AsyncClient, objective: Objective
) -> None:
    first = await first_of(client, objective)
    kr = f"/key-results/{first['id']}"
    await put(client, kr, 0.9, WHY)

    dropped = await client.post(f"{kr}/transitions", json={"to": "dropped"})

    refused = await client.put(f"{kr}/score", json={"score": 0.5}, headers=MATCH)
    shown = (await client.get(f"{kr}/score")).json()
    above = (await client.get(f"/objectives/{objective.id}/score")).json()
    assert (refused.status_code, refused.json()["code"]) == (409, "key_result_dropped")
    assert (shown["score"], shown["proposed"], shown["confirmed"]) == (None, None, False)
    assert dropped.json()["score"] is None
    assert above["proposed"] == 0.2
    back = await client.post(f"{kr}/transitions", json={"to": "active"})
    assert back.json()["score"] is None


@pytest.mark.parametrize("to", ["proposed", "dropped"])
async def test_who_agrees_no_more_has_no_score_any_more(
    client: AsyncClient, boss: AsyncClient, objective: Objective, to: str
) -> None:
    goal, first = f"/objectives/{objective.id}", await first_of(client, objective)
    await put(client, f"/key-results/{first['id']}", 0.5)
    await put(client, goal, 0.4)

    moved = (await client.post(f"{goal}/transitions", json={"to": to})).json()

    assert (moved["score"], [each["score"] for each in moved["key_results"]]) == (None, [None] * 2)
    query = {"subject_id": first["id"], "action": "key_result.scored"}
    [line, _] = (await boss.get("/journal", params=query)).json()["items"]
    assert (line["before"]["score"], line["after"]["score"]) == (0.5, None)


async def test_scores_belong_to_a_cycle(
    client: AsyncClient, boss: AsyncClient, database: Database, objective: Objective, year: Cycle
) -> None:
    goal, first = f"/objectives/{objective.id}", await first_of(client, objective)
    await put(client, f"/key-results/{first['id']}", 0.5)
    await put(client, goal, 0.4)
    days = {"starts_on": today(), "ends_on": today() + timedelta(days=50)}
    later = await make.cycle(database, objective.org_id, **days)

    source = {"from_cycle_id": str(year.id)}
    copies = await boss.post(f"/cycles/{later.id}/copies", json=source)
    [pair] = copies.json()["copied"]
    copy = (await client.get(f"/objectives/{pair['id']}")).json()
    change = {"cycle_id": str(later.id)}
    moved = (await client.patch(goal, json=change, headers=MATCH)).json()

    for each in (copy, moved):
        assert (each["score"], [k["score"] for k in each["key_results"]]) == (None, [None, None])


@pytest.fixture
async def bobs(database: Database, objective: Objective, bob: Person) -> KeyResult:
    """A key result of Bob's under Ann's objective."""
    return await make.key_result(database, objective, position=2, owner_member_id=bob.id)


async def test_the_owner_of_a_key_result_scores_it_and_not_what_is_above(
    app: FastAPI, client: AsyncClient, objective: Objective, bobs: KeyResult, bob: Person
) -> None:
    async with client_of(app, bob) as other:
        own = await other.put(f"/key-results/{bobs.id}/score", json={"score": 0}, headers=MATCH)
        above = await other.put(
            f"/objectives/{objective.id}/score", json={"score": 0.4}, headers=MATCH
        )

    assert (own.status_code, above.status_code) == (200, 403)
    assert above.json()["code"] == "not_the_owner"
    assert (await put(client, f"/key-results/{bobs.id}", 0.3, WHY))["score"] == 0.3
