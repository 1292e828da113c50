"""Themes and cycles: what there has to be before anybody has a goal."""

from collections.abc import Callable

from moving.cells import day, words
from moving.company import Company, Thing
from moving.report import Report
from moving.row import Row, Wrong
from moving.service import Refused, Service
from moving.sheets import Sheets

CADENCE = ("check_in", "review", "retrospective")
Read = Callable[[Company, Row], Thing]


def move_plan(service: Service, company: Company, sheets: Sheets, report: Report) -> None:
    """Make the themes, then the cycles in the order of their rows."""
    make(service, company, report, "themes", sheets["themes"], company.themes, theme_of)
    make(service, company, report, "cycles", sheets["cycles"], company.cycles, cycle_of)
    company.cycles |= {each["name"]: each for each in service.items("/cycles")}  # generated ones


def make(
    service: Service,
    company: Company,
    report: Report,
    name: str,
    rows: list[Row],
    known: dict[str, Thing],
    read: Read,
) -> None:
    """Make what is not there yet, by its name."""
    for row in report.rows(f"{name}.csv", rows):
        if row["name"] in known:
            report.count(name, made=False)
            continue
        try:
            known[row["name"]] = service.create(f"/{name}", read(company, row))
            report.count(name, made=True)
        except Wrong as wrong:
            report.wrong(row, wrong)
        except Refused as refused:
            report.refused(row, refused)


def theme_of(_: Company, row: Row) -> Thing:
    """Return a theme as the service takes it."""
    return words(row, "name", "description")


def cycle_of(company: Company, row: Row) -> Thing:
    """Return a cycle as the service takes it. Its parent stands above it, or is there."""
    body: Thing = words(row, "name", "kind")
    body |= {"starts_on": day(row, "starts_on"), "ends_on": day(row, "ends_on")}
    body |= {"generate": row.several("generate"), "cadence": words(row, *CADENCE)}
    return body | ({"parent_id": company.cycle_id(row, "parent")} if row["parent"] else {})
