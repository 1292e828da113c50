"""Objectives with their key results: each comes whole, or not at all."""

from collections import defaultdict

from moving.cells import day, number, steps, without_nothing, words
from moving.company import Company, Thing
from moving.report import Report
from moving.row import Row, Wrong
from moving.service import Refused, Service
from moving.sheets import Sheets

AT_ONCE = 20  # key results that come with their objective; more follow
METRIC = ("start", "target", "lower", "upper")
WAY: dict[str, list[str]] = {
    "draft": [],
    "proposed": ["proposed"],
    "agreed": ["proposed", "agreed"],
}


def move_goals(service: Service, company: Company, sheets: Sheets, report: Report) -> None:
    """Make what is not there yet. An objective is known by its cycle, owner and title."""
    rows = sheets["objectives"]
    company.read_goals(service, list({row["cycle"] for row in rows}))
    below: dict[str, list[Row]] = defaultdict(list)
    for row in sheets["key_results"]:
        below[row["objective"]].append(row)
    for row in report.rows("objectives.csv", rows):
        try:
            move_goal(service, company, row, below[row["key"]], report)
        except Wrong as wrong:
            report.wrong(row, wrong)
        except Refused as refused:
            report.refused(row, refused, below=below[row["key"]])


def move_goal(
    service: Service, company: Company, row: Row, below: list[Row], report: Report
) -> None:
    """Find an objective or make it, add the key results that it lacks, and move it on."""
    owner, cycle_id = company.owner(row), company.cycle_id(row, "cycle")
    objective = company.objectives.get((cycle_id, owner["id"], row["title"]))
    if is_new := objective is None:
        place = {"cycle_id": cycle_id, "owner": owner}
        objective = service.create("/objectives", objective_of(company, row, below) | place)
    report.count("objectives", made=is_new)
    company.goals[row["key"]] = {"kind": "objective", "id": objective["id"]}
    add_key_results(service, company, objective, below, report, is_new=is_new)
    move_on(service, row, objective)


def objective_of(company: Company, row: Row, below: list[Row]) -> Thing:
    """Return an objective with its key results as the service takes it."""
    body: Thing = words(row, "title", "why", "description", "type", "visibility", "progress_policy")
    body |= {"theme_id": company.theme_id(row, "theme"), "weight": number(row, "weight")}
    body |= {"key_results": [key_result_of(company, each) for each in below[:AT_ONCE]]}
    return without_nothing(body)


def key_result_of(company: Company, row: Row) -> Thing:
    """Return a key result as the service takes it."""
    metric = words(row, "kind", "unit") | {name: number(row, name) for name in METRIC}
    if row["kind"] in ("increase", "decrease") and metric["start"] is None:
        metric["start"] = 0
    owner = {"kind": "member", "id": company.member_id(row, "owner")} if row["owner"] else None
    said = {"weight": number(row, "weight"), "owner": owner, "due_on": day(row, "due_on")}
    said["metric"] = without_nothing(metric | {"steps": steps(row)})
    return without_nothing(words(row, "title", "progress_source") | said)


def add_key_results(
    service: Service,
    company: Company,
    objective: Thing,
    rows: list[Row],
    report: Report,
    *,
    is_new: bool,
) -> None:
    """Find the key results of an objective by their titles, and add those that are missing."""
    known = {each["title"]: each for each in objective["key_results"]}
    path = f"/objectives/{objective['id']}/key-results"
    for row in rows:
        try:
            made = is_new or row["title"] not in known
            if row["title"] not in known:
                known[row["title"]] = service.create(path, key_result_of(company, row))
            report.count("key_results", made=made)
            if row["key"]:
                goal = {"kind": "key_result", "id": known[row["title"]]["id"]}
                company.goals[row["key"]] = goal
        except Wrong as wrong:
            report.wrong(row, wrong)
        except Refused as refused:
            report.refused(row, refused)


def move_on(service: Service, row: Row, objective: Thing) -> None:
    """Take a draft as far as its row says; what has gone on since is left where it is."""
    if objective["state"] == "draft":
        ahead = WAY.get(row["state"], [])
    elif objective["state"] == "proposed" and row["state"] == "agreed":
        ahead = ["agreed"]
    else:
        return
    for state in ahead:
        key = f"move-in-{objective['id']}-{objective['version']}-{state}"
        path = f"/objectives/{objective['id']}/transitions"
        objective |= service.act(path, {"to": state}, **{"Idempotency-Key": key})
