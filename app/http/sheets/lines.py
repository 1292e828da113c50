"""A sheet as one table: a line for each objective, key result, KPI and finding.

Every line names owner and cycle, so that the tables of several sheets can be put together.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.http.sheets.saying import named
from app.tables.account import Locale

Cell = str | int | float | date | None
Line = dict[str, Cell]
COLUMNS = (
    "owner", "cycle", "kind", "objective", "title", "state", "person", "weight", "unit", "start",
    "target", "lower", "upper", "current", "progress", "health", "confidence", "on", "note",
)  # fmt: skip
IN_WORDS = ("kind", "state", "health")
MEASURED = ("unit", "start", "target", "lower", "upper", "current")


def head(language: Locale) -> list[str]:
    """Return the names of the columns."""
    return [named("columns")[name][language] for name in COLUMNS]


def table(sheet: dict[str, Any], language: Locale) -> Iterator[list[Cell]]:
    """Yield the cells of each line, in words of a language."""
    of_all: Line = {"owner": sheet["owner"]["name"], "cycle": sheet["cycle"]["name"]}
    for line in lines(sheet):
        cells = of_all | line
        worded = {name: said(cells.get(name), language) for name in IN_WORDS}
        yield [(cells | worded).get(name) for name in COLUMNS]


def said(word: Any, language: Locale) -> Cell:
    """Return one of our words as people read it."""
    found = named("cells").get(word)
    return word if found is None else found[language]


def lines(sheet: dict[str, Any]) -> Iterator[Line]:
    """Yield the lines of a sheet, the key results under their objectives."""
    for objective in sheet["objectives"]:
        yield of_objective(objective)
        yield from (of_key_result(each, objective["title"]) for each in objective["key_results"])
    yield from map(of_kpi, sheet["kpis"])
    titles = {each["id"]: each["title"] for each in sheet["objectives"]}
    titles |= {each["id"]: each["name"] for each in sheet["kpis"]}
    for finding in sheet["findings"]:
        yield of_finding(finding, titles)


def of_objective(objective: dict[str, Any]) -> Line:
    """Return the line of an objective."""
    same = ("title", "state", "weight", "progress", "health", "confidence")
    return {name: objective[name] for name in same} | {
        "kind": "objective",
        "objective": objective["title"],
        "person": objective["owner"]["name"],
        "note": objective["why"],
    }


def of_key_result(key_result: dict[str, Any], objective: str) -> Line:
    """Return the line of a key result."""
    metric, owner = key_result["metric"], key_result["owner"]
    same = ("title", "state", "weight", "progress", "health", "confidence")
    return {name: key_result[name] for name in same} | {
        "kind": "key_result",
        "objective": objective,
        "person": owner and owner["name"],
        **{name: metric[name] for name in MEASURED},
        "on": day(key_result["due_on"]),
    }


def of_kpi(kpi: dict[str, Any]) -> Line:
    """Return the line of a KPI: its figure of the cycle to date."""
    to_date, latest = kpi["to_date"], kpi["latest"]
    return {
        "kind": "kpi",
        "title": kpi["name"],
        "person": kpi["owner"]["name"],
        **{name: kpi[name] for name in ("weight", "unit", "lower", "upper")},
        "start": kpi["baseline"],
        "target": kpi["target"] if to_date["target"] is None else to_date["target"],
        "current": to_date["value"],
        "progress": to_date["attainment"],
        "health": to_date["status"],
        "on": day(latest and latest["period_on"]),
        "note": kpi["definition"],
    }


def of_finding(finding: dict[str, Any], titles: dict[str, str]) -> Line:
    """Return the line of a finding, beside what it is about."""
    subject = finding["subject"]
    return {
        "kind": "finding",
        "title": titles.get(subject["id"]) if subject else None,
        "note": f"{finding['detail']} {finding['suggestion']}",
    }


def day(text: str | None) -> date | None:
    """Return a day as one, for spreadsheets know days."""
    return None if text is None else date.fromisoformat(text)
