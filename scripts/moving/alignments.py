"""Alignments: who helps whom."""

from typing import Any

from moving.cells import number, without_nothing, words
from moving.company import Company
from moving.report import Report
from moving.row import Row, Wrong
from moving.service import Refused, Service
from moving.sheets import Sheets

CONTRIBUTES = "contributes"  # where a row says nothing
NOT_MADE = "“{key}” could not be made, so nothing hangs on it."
FIRST_THAT = "Correct its row first."
ROUND = " ({path})"


def move_alignments(service: Service, company: Company, sheets: Sheets, report: Report) -> None:
    """Propose what is not there yet; what waits for somebody is counted."""
    for row in report.rows("alignments.csv", sheets["alignments"]):
        try:
            align(service, company, row, report)
        except Wrong as wrong:
            report.wrong(row, wrong)
        except Refused as refused:
            refused.problem["detail"] += path_of(company, refused.problem.get("path", []))
            report.refused(row, refused)


def align(service: Service, company: Company, row: Row, report: Report) -> None:
    """Find an alignment, or make it."""
    child, parent = [end(company, row, column) for column in ("child", "parent")]
    relation = row["relation"] or CONTRIBUTES
    known = company.edges.get((child["id"], parent["id"], relation))
    if known is None:
        body = {"child": child, "parent": parent, "relation": relation} | words(row, "note")
        known = service.create(
            "/alignments", without_nothing(body | {"weight": number(row, "weight")})
        )
        report.count("alignments", made=True)
    else:
        report.count("alignments", made=False)
    report.waiting += known["state"] == "proposed"


def end(company: Company, row: Row, column: str) -> dict[str, str]:
    """Return the goal that a cell names."""
    if row[column] not in company.goals:
        raise Wrong(column, NOT_MADE.format(key=row[column]), FIRST_THAT)
    return company.goals[row[column]]


def path_of(company: Company, path: list[dict[str, Any]]) -> str:
    """Tell a path by the keys of the sheets."""
    keys = {goal["id"]: key for key, goal in company.goals.items()}
    steps = [keys.get(step["id"], step["kind"]) for step in path]
    return ROUND.format(path=" -> ".join(steps)) if steps else ""
