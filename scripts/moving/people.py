"""People and teams: who is new comes in one request, all of them or none."""

from moving.cells import without_nothing, words
from moving.company import Company, Thing
from moving.report import Report
from moving.row import CannotMove, Row, Wrong
from moving.service import Refused, Service
from moving.sheets import Sheets

ANSWERED = "idempotency_replay_unavailable"  # an answer that got lost: they are there
SOME = "{place}: {name} is here as {now}, not as {said}. It stays so."
DIFFERS = "{place}: “{name}” has another {column} here. It stays so."
NOBODY_CAME = "Nobody was let in, so nothing else was sent."
CORRECT = f"{NOBODY_CAME} Correct these rows, and run the same command again."
PERHAPS_MORE = " There may be more: it tells 20 at a time."
MOST_TOLD = 20


def move_people(service: Service, company: Company, sheets: Sheets, report: Report) -> None:
    """Let everybody in with their teams, and bring the teams into their places."""
    people = sheets["people"]
    new = [row for row in people if row["email"].lower() not in company.members]
    teams = [row for row in sheets["teams"] if row["name"] not in company.teams]
    report.there |= {"people": len(people) - len(new), "teams": len(sheets["teams"]) - len(teams)}
    if new:
        import_all(service, new, teams, report)
        report.made |= {"people": len(new), "teams": len(teams)}
    else:
        for row in from_the_top(teams):
            make_team(service, company, row, report)
    there = Company.of(service)
    company.members, company.teams = there.members, there.teams
    for row in report.rows("people.csv", people):
        if row not in new:
            sit_down(service, company, row, report)
    for row in sheets["teams"]:
        complete(service, company, row, report)


def import_all(service: Service, new: list[Row], teams: list[Row], report: Report) -> None:
    """Make members who are not invited yet, with the teams that are not there."""
    members = [words(row, "email", "name", "role") | {"teams": row.several("teams")} for row in new]
    body = {
        "members": members,
        "teams": [words(row, "name", "parent", "lead") for row in teams],
        "invite": False,
    }
    try:
        service.create("/member-imports", body)
    except Refused as refused:
        if refused.code != ANSWERED:
            tell(refused, new, teams, report)


def tell(refused: Refused, new: list[Row], teams: list[Row], report: Report) -> None:
    """Keep what is wrong with which row, and end: who is not here can own nothing."""
    errors = refused.problem["errors"]
    if not errors:
        raise CannotMove(f"{refused.problem['detail']} {NOBODY_CAME}") from None
    of_teams = [each for each in errors if each["pointer"].startswith("/teams/")]
    of_people = [each for each in errors if each not in of_teams]
    for found, rows in ((of_people, new), (of_teams, teams)):
        if found:
            refused.problem["errors"] = found
            report.refused(rows[0], refused, below=rows)
    raise CannotMove(CORRECT + (PERHAPS_MORE if len(errors) >= MOST_TOLD else "")) from None


def from_the_top(rows: list[Row]) -> list[Row]:
    """Return teams in an order in which each comes after its parent; those in a ring come last."""
    waiting, ordered = list(rows), list[Row]()
    while waiting:
        names = {row["name"] for row in waiting}
        ready = [row for row in waiting if row["parent"] not in names] or waiting
        ordered += ready
        waiting = [row for row in waiting if row not in ready]
    return ordered


def make_team(service: Service, company: Company, row: Row, report: Report) -> None:
    """Make a team whose people are all here already."""
    try:
        body = without_nothing({"name": row["name"], **place_of(company, row)})
        company.teams[row["name"]] = service.create("/teams", body)
        report.count("teams", made=True)
    except Wrong as wrong:
        report.wrong(row, wrong)
    except Refused as refused:
        report.refused(row, refused)


def place_of(company: Company, row: Row) -> Thing:
    """Return where a row puts a team, as the service names it."""
    return {
        "parent_id": company.team_id(row, "parent"),
        "lead_id": company.member_id(row, "lead"),
    }


def sit_down(service: Service, company: Company, row: Row, report: Report) -> None:
    """Put somebody who was here before into the teams of their row."""
    member = company.members[row["email"].lower()]
    seats = {team["name"] for team in member["teams"]}
    for name in row.several("teams"):
        if name not in seats and name in company.teams:
            team = company.teams[name]["id"]
            try:
                service.act(f"/teams/{team}/members", {"member_id": member["id"]})
            except Refused as refused:
                report.refused(row, refused)
    if row["role"] and row["role"] != member["role"]:
        where = f"{row.file}, line {row.line}"
        told = {"name": member["name"], "now": member["role"], "said": row["role"]}
        report.remarks.append(SOME.format(place=where, **told))


def complete(service: Service, company: Company, row: Row, report: Report) -> None:
    """Give a team that was here before the parent and the lead that it lacks."""
    if (team := company.teams.get(row["name"])) is None:
        return
    try:
        said = {
            name: id for name, id in place_of(company, row).items() if id not in (None, team[name])
        }
        for name in [name for name in said if team[name] is not None]:
            where, column = f"{row.file}, line {row.line}", name.removesuffix("_id")
            report.remarks.append(DIFFERS.format(place=where, name=row["name"], column=column))
            del said[name]
        if said:
            team |= service.change(f"/teams/{team['id']}", team["version"], said)
    except Wrong as wrong:
        report.wrong(row, wrong)
    except Refused as refused:
        report.refused(row, refused)
