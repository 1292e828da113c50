"""A sheet to take away: CSV and Excel, and nothing in it that runs."""

import csv
import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from app.db.engine import Database
from app.http.sheets import workbook
from app.tables import Cycle
from tests import make, watched
from tests.people import Person, client_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"]  # noqa: RUF001  # meant
EVIL += ["﹦1", "﹢1", "﹣1", "﹫x", "\u2212 1"]  # look like ours, and are others
EVIL += [
    " =1",
    "\u3000=1",
    "\u00a0+1",
    "\u200b@x",
    "\ufeff-1",
    "\u202e=1",
]  # behind what is not seen
Table = list[list[Any]]


@pytest.fixture
async def year(database: Database, olga: Person) -> Cycle:
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "name": "2026"}
    return await make.cycle(database, olga.org_id, kind="year", **days)


@pytest.fixture
async def goals(database: Database, ann: Person, year: Cycle) -> None:
    """An objective with a key result below its start, and a KPI without a target."""
    goal = await make.objective(database, ann, year, title="Be loved", why="So.")
    fields = {"current": Decimal("-2.5"), "due_on": date(2026, 6, 30), "confidence": 7}
    await make.key_result(database, goal, title="Net promoters", **fields)
    await watched.kpi(database, ann, name="Revenue", target=None)


async def table(client: AsyncClient, path: str, cycle: Cycle, **headers: str) -> Table:
    """Return the cells of a sheet as CSV."""
    query = {"cycle_id": str(cycle.id), "format": "csv"}
    answer = await client.get(path, params=query, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def cells(answer: Response) -> list[dict[int, Any]]:
    """Return the cells of a workbook, by row and column, as what they are."""
    with ZipFile(BytesIO(answer.content)) as book:
        texts = [
            "".join(part.text or "" for part in item.iter(f"{CELL}t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(page.iter(f"{CELL}f")), "there is no formula in it"
    return [
        {
            column(cell.get("r", "")): texts[int(value)] if cell.get("t") == "s" else float(value)
            for cell in row
            if (value := cell.findtext(f"{CELL}v"))
        }
        for row in page.iter(f"{CELL}row")
    ]


def column(place: str) -> int:
    return ord(place[0]) - ord("A")


@pytest.mark.usefixtures("goals")
async def test_a_table_has_a_line_for_each_objective_key_result_kpi_and_finding(
    client: AsyncClient, ann: Person, year: Cycle
) -> None:
    head, *lines = await table(client, f"/members/{ann.id}/sheet", year)

    shown = [dict(zip(head, line, strict=True)) for line in lines]
    assert [each["Kind"] for each in shown] == ["Objective", "Key result", "KPI", "To do", "To do"]
    assert {(each["Sheet of"], each["Cycle"]) for each in shown} == {("Ann", "2026")}
    assert [each["Objective"] for each in shown[:2]] == ["Be loved", "Be loved"]
    measured = {name: shown[1][name] for name in ("Title", "Start", "Target", "Current", "Unit")}
    assert measured == {
        "Title": "Net promoters",
        "Start": "0",
        "Target": "10",
        "Current": "-2.5",  # a number, whatever it begins with
        "Unit": "%",
    }
    assert (shown[1]["Due, or period"], shown[1]["Confidence"]) == ("2026-06-30", "7")
    assert (shown[2]["Title"], shown[2]["Health"]) == ("Revenue", "Not known")
    assert [each["Title"] for each in shown[3:]] == ["Be loved", "Revenue"]
    assert "Give it a target" in shown[4]["Note"]


@pytest.mark.usefixtures("goals")
async def test_a_table_is_in_the_language_of_its_reader(
    client: AsyncClient, ann: Person, year: Cycle
) -> None:
    path, chinese = f"/members/{ann.id}/sheet", {"Accept-Language": "zh"}
    [head, goal, *_] = await table(client, path, year, **chinese)

    assert head[:5] == ["所属", "周期", "类别", "目标", "标题"]
    assert goal[2:6] == ["目标", "Be loved", "Be loved", "已确认"]
    query = {"cycle_id": str(year.id), "format": "csv"}
    answer = await client.get(path, params=query, headers=chinese)
    assert answer.content.startswith(b"\xef\xbb\xbf")  # else Excel takes it for another code page


@pytest.mark.usefixtures("goals")
async def test_a_workbook_says_the_same_and_knows_numbers_and_days(
    client: AsyncClient, ann: Person, year: Cycle
) -> None:
    path = f"/members/{ann.id}/sheet"
    query = {"cycle_id": str(year.id), "format": "xlsx"}
    answer = await client.get(path, params=query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX)

    rows, plain = cells(answer), await table(client, path, year)
    place = {name: n for n, name in enumerate(plain[0])}
    assert len(rows) == len(plain)
    assert [rows[0][n] for n in place.values()] == plain[0]
    for name in ("Kind", "Title", "State", "Note"):
        assert [row.get(place[name], "") for row in rows] == [row[place[name]] for row in plain]
    assert rows[2][place["Current"]] == -2.5
    assert rows[2][place["Due, or period"]] == (date(2026, 6, 30) - date(1899, 12, 30)).days


async def test_nothing_that_people_write_runs_where_it_is_opened(
    app: FastAPI, database: Database, year: Cycle
) -> None:
    names = {}
    for text in EVIL:
        who = await make.member(database, year.org_id, text)
        goal = await make.objective(database, who, year, title=text, why=text)
        await make.key_result(database, goal, title=text, unit=text, owner_member_id=who.id)
        await watched.kpi(database, who, name=text, unit=text, definition=text)
        names[text] = who

    for text, who in names.items():
        async with client_of(app, who) as client:
            _, *lines = await table(client, f"/members/{who.id}/sheet", year)
            query = {"cycle_id": str(year.id), "format": "xlsx"}
            book = cells(await client.get(f"/members/{who.id}/sheet", params=query))
        written = [cell for line in lines for cell in line if text in cell]
        assert len(written) > 12
        assert set(written) == {f"'{text}"}
        there = [c for row in book for c in row.values() if isinstance(c, str) and text in c]
        assert set(there) == {f"'{text}"}


async def test_a_title_in_several_lines_stays_one_cell(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    why = 'first\n=second, "third"\n\tfourth'
    await make.objective(database, ann, year, why=why)
    await make.objective(database, ann, year, why="\t=x")

    _, first, second, *_ = await table(client, f"/members/{ann.id}/sheet", year)

    assert (first[-1], second[-1]) == (why.replace("=", "'="), "'\t'=x")


async def test_no_part_of_a_cell_begins_a_formula_where_a_program_ends_cells_elsewhere(
    client: AsyncClient, database: Database, ann: Person, year: Cycle
) -> None:
    await make.objective(database, ann, year, title="x;=1", why='5; -5\n-1;\n\n +1\t"@x";"=1"')

    _, line, *_ = await table(client, f"/members/{ann.id}/sheet", year)

    assert "x;'=1" in line
    assert line[-1] == """5;' -5\n'-1;\n\n' +1\t'"@x";'"=1\""""


async def test_a_table_shows_no_more_than_its_reader_may_see(
    client: AsyncClient, boss: AsyncClient, database: Database, bob: Person, year: Cycle
) -> None:
    await make.objective(database, bob, year, title="Hidden goal", visibility="private")

    seen, whole = [await table(who, f"/members/{bob.id}/sheet", year) for who in (client, boss)]

    assert "Hidden goal" in str(whole)
    assert "Hidden goal" not in str(seen)


async def test_the_form_is_the_one_that_is_asked_for_or_else_accepted(
    client: AsyncClient, year: Cycle
) -> None:
    async def kind(accept: str, **query: str) -> str:
        asked = {"cycle_id": str(year.id)} | query
        answer = await client.get("/sheet", params=asked, headers={"Accept": accept})
        if answer.status_code != 200:
            return str(answer.json()["code"])
        return answer.headers["content-type"].partition(";")[0]

    assert await kind("*/*") == "application/json"
    assert await kind("text/html, */*;q=0.8") == "application/json"
    assert await kind("text/csv") == "text/csv"
    assert await kind(XLSX) == XLSX
    assert await kind("text/csv;q=0.4, application/json;q=0.5") == "application/json"
    assert await kind("application/json", format="csv") == "text/csv"
    assert await kind("text/csv", format="json") == "application/json"
    assert await kind("image/png") == "not_acceptable"
    assert await kind("*/*", format="pdf") == "not_valid"
    assert await kind("text/csv", cycle_id="1") == "not_valid"


@pytest.mark.parametrize(
    ("name", "cycle", "plain", "whole"),
    [
        ("Ann", "2026", "sheet-Ann-2026.csv", "sheet-Ann-2026.csv"),
        (
            "李娜 Li Na",
            "2026 年度目标",
            "sheet-Li-Na-2026.csv",
            "sheet-李娜-Li-Na-2026-年度目标.csv",
        ),
        ("李娜", "年", "sheet.csv", "sheet-李娜-年.csv"),
        ('../a"; x="b', "Q1/Q2\\C:", "sheet-a-x-b-Q1-Q2-C.csv", "sheet-a-x-b-Q1-Q2-C.csv"),
    ],
)
async def test_a_table_has_a_name_that_every_system_can_save(
    app: FastAPI, database: Database, olga: Person, name: str, cycle: str, plain: str, whole: str
) -> None:
    who = await make.member(database, olga.org_id, name)
    year = await make.cycle(database, olga.org_id, name=cycle)
    async with client_of(app, who) as client:
        query = {"cycle_id": str(year.id), "format": "csv"}
        answer = await client.get(f"/members/{who.id}/sheet", params=query)

    said = answer.headers["content-disposition"]
    found = re.fullmatch(r"attachment; filename=\"([^\"]+)\"; filename\*=UTF-8''(\S+)", said)
    assert found
    assert (found[1], unquote(found[2])) == (plain, whole)


@pytest.mark.usefixtures("goals")
@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_table_that_is_known_is_not_sent_again(
    client: AsyncClient, ann: Person, year: Cycle, form: str
) -> None:
    path, query = f"/members/{ann.id}/sheet", {"cycle_id": str(year.id), "format": form}
    first = await client.get(path, params=query)
    tag = first.headers["etag"]

    again = await client.get(path, params=query, headers={"If-None-Match": tag})
    other = await client.get(
        path, params=query | {"format": "json"}, headers={"If-None-Match": tag}
    )

    assert (again.status_code, other.status_code) == (304, 200)
    assert again.headers["vary"] == first.headers["vary"]
    assert {"content-disposition", "content-language"}.isdisjoint(again.headers)


async def test_where_the_package_for_workbooks_is_not_installed_that_is_said(
    client: AsyncClient, year: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "xlsxwriter", None)

    answer = await client.get("/sheet", params={"cycle_id": str(year.id), "format": "xlsx"})

    assert (answer.status_code, answer.json()["code"]) == (406, "format_not_installed")
    assert "csv" in answer.json()["detail"]
