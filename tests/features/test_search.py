"""Words are found by any part of them, in both languages, however they are typed."""

import pytest
from httpx2 import AsyncClient

from app.db.engine import Database
from app.tables import Cycle
from tests import make
from tests.people import Person

TITLES = {
    "brand": "成为中国最受欢迎的折扣品牌",
    "stores": "开设新门店",
    "wide": "ＯＫＲ 试点 100% 完成",  # noqa: RUF001  # as an input method writes it
    "coffee": "Serve the best coffee in Europe",
    "snake": "Rename net_promoter_score",
    "cafe": "Open a Café in Zürich",
}
CASES = [
    ("折扣", ["brand"]),
    ("品", ["brand"]),
    ("新门店", ["stores"]),
    ("门 新", ["stores"]),  # each word on its own, in any order
    ("牌折扣", []),  # every letter is there, not one after the other
    ("折扣品牌成", []),
    ("最受欢迎的折扣", ["brand"]),
    ("coffee", ["coffee"]),
    ("COFFEE", ["coffee"]),
    ("offe", ["coffee"]),
    ("europe best", ["coffee"]),
    ("coffee tea", []),
    ("okr", ["wide"]),
    ("ｏｋｒ", ["wide"]),  # noqa: RUF001
    ("OKR　试点", ["wide"]),  # with the space of an input method
    ("100%", ["wide"]),
    ("%", ["wide"]),
    ("_", ["snake"]),
    ("net_pro", ["snake"]),
    ("netXpro", []),
    ("CAFÉ", ["cafe"]),
    ("Cafe\u0301", ["cafe"]),  # the accent as a letter of its own
    ("zürich", ["cafe"]),
    ("\\", []),
    ("'; DROP TABLE wording; --", []),
]


@pytest.mark.parametrize("path", ["/objectives", "/key-results", "/cycles"])
async def test_words_are_found(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle, path: str
) -> None:
    made = {}
    for name, title in TITLES.items():
        cycle = await make.cycle(database, ann.org_id, name=title)
        objective = await make.objective(database, ann, year, title=title)
        key_result = await make.key_result(database, objective, title=title)
        ids = {"/objectives": objective.id, "/key-results": key_result.id, "/cycles": cycle.id}
        made[str(ids[path])] = name

    found = {}
    for words, _ in CASES:
        listed = await boss.get(path, params={"q": words, "include": "total"})
        assert listed.status_code == 200, listed.text
        found[words] = sorted(made[each["id"]] for each in listed.json()["items"])
        assert listed.json()["total"] == len(found[words])

    assert found == {words: sorted(names) for words, names in CASES}


async def test_all_texts_of_an_objective_are_read_and_words_do_not_run_over(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    texts = {"title": "North", "why": "Star", "description": "增长 first"}
    await make.objective(database, ann, year, **texts)

    async def hits(words: str) -> int:
        return len((await client.get("/objectives", params={"q": words})).json()["items"])

    assert [await hits(each) for each in ("north", "star north", "增长", "first")] == [1, 1, 1, 1]
    assert [await hits(each) for each in ("northstar", "starnorth", "th st x", "长first")] == [
        0
    ] * 4


async def test_what_is_renamed_is_found_by_its_new_name_and_what_is_gone_not_at_all(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    objective = await make.objective(database, ann, year, title="Be loved", state="draft")
    path, anyhow = f"/objectives/{objective.id}", {"If-Match": "*"}

    async def hits(words: str) -> int:
        return len((await client.get("/objectives", params={"q": words})).json()["items"])

    assert (await hits("loved"), await hits("feared")) == (1, 0)
    await client.patch(path, json={"title": "Be feared"}, headers=anyhow)
    assert (await hits("loved"), await hits("feared")) == (0, 1)
    assert (await client.delete(path, headers=anyhow)).status_code == 204
    assert await hits("feared") == 0


async def test_members_are_found_by_name_and_address(
    client: AsyncClient, ann: Person, bob: Person, olga: Person
) -> None:
    async def names(words: str) -> list[str]:
        listed = await client.get("/members", params={"q": words, "sort": "name"})
        return [each["name"] for each in listed.json()["items"]]

    assert await names("BO") == ["Bob"]
    assert await names("acme.example") == ["Ann", "Bob", "Olga"]
    assert await names(ann.email[:12]) == ["Ann"]


async def test_nobody_finds_what_they_may_not_see(
    client: AsyncClient, boss: AsyncClient, database: Database, bob: Person, year: Cycle
) -> None:
    hidden = await make.objective(database, bob, year, title="秘密 secret", visibility="private")
    await make.key_result(database, hidden, title="秘密 secret")

    for path in ("/objectives", "/key-results"):
        asked = {"q": "秘密", "include": "total"}
        assert (await client.get(path, params=asked)).json()["total"] == 0
        assert (await boss.get(path, params=asked)).json()["total"] == 1


@pytest.mark.parametrize("words", ["", "   ", "\u3000", "x" * 101])
async def test_nothing_and_too_much_are_no_words(client: AsyncClient, words: str) -> None:
    refused = await client.get("/objectives", params={"q": words})

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "q"


async def test_nobody_finds_what_another_organization_says(
    boss: AsyncClient, database: Database, zoe: Person
) -> None:
    theirs = await make.objective(database, zoe, title="折扣 discount")
    await make.key_result(database, theirs, title="折扣 discount")

    for path in ("/objectives", "/key-results", "/initiatives"):
        for words in ("折扣", "discount", "d"):
            asked = {"q": words, "include": "total"}
            assert (await boss.get(path, params=asked)).json()["total"] == 0


async def test_initiatives_teams_and_themes_are_found_sorted_and_counted(
    boss: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    key_result = await make.key_result(database, await make.objective(database, ann, year))
    for word in ("门店 b", "A", "c 门店"):
        await make.initiative(database, key_result, title=word)
        await make.team(database, ann, name=word)
        await make.theme(database, ann.org_id, name=word)

    for path, name in (("/initiatives", "title"), ("/teams", "name"), ("/themes", "name")):
        listed = await boss.get(path, params={"sort": f"-{name}", "include": "total"})
        some = await boss.get(path, params={"q": "门店", "sort": name, "include": "total"})
        assert [each[name] for each in listed.json()["items"]] == ["门店 b", "c 门店", "A"]
        assert [each[name] for each in some.json()["items"]] == ["c 门店", "门店 b"]
        assert (listed.json()["total"], some.json()["total"]) == (3, 2)
