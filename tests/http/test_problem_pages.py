import pytest
from httpx2 import AsyncClient

from app.http import words
from app.http.about.problem_kinds import statuses

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("code", statuses())
async def test_every_code_has_a_page_for_programs_and_one_for_people(
    nobody: AsyncClient, code: str
) -> None:
    page = await nobody.get(f"/problems/{code}", headers={"Accept-Language": "zh-CN,en;q=0.5"})
    shown = await nobody.get(f"/problems/{code}", headers={"Accept": BROWSER})

    entry = words.problems()[code]
    assert page.json() == {
        "code": code,
        "status": statuses()[code],
        "title": entry.title["zh"],  # type: ignore[index]  # a locale is its word
        "help": entry.help["zh"],  # type: ignore[index]  # a locale is its word
    }
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in shown.text
    assert "://" not in shown.text.partition("<main>")[0]
    assert f'href="{code}?lang=zh"' in shown.text


async def test_the_list_names_every_code_and_is_sent_once(nobody: AsyncClient) -> None:
    first = await nobody.get("/problems?lang=en")
    again = await nobody.get("/problems?lang=en", headers={"If-None-Match": first.headers["etag"]})
    shown = await nobody.get("/problems", headers={"Accept": "text/html"})

    assert [kind["code"] for kind in first.json()["items"]] == list(statuses())
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "public, max-age=3600"
    assert all(f"<code>{code}</code>" in shown.text for code in statuses())


async def test_a_code_that_is_none_is_not_found(nobody: AsyncClient) -> None:
    refused = await nobody.get("/problems/no_such_thing")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert (await nobody.get("/problems?lang=fr")).status_code == 422
    assert (await nobody.get("/problems?page=1")).json()["errors"][0]["code"] == "unknown_field"
