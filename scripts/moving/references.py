"""Whether the sheets agree with one another: looked at before anything is sent."""

from collections.abc import Collection, Iterator

from moving import cells
from moving.company import ORGANIZATION, Company
from moving.row import Row, Trouble, Wrong
from moving.sheets import Sheets

NOBODY = "“{name}” is neither in {sheet}.csv nor in the organization."
NO_OWNER = "“{name}” is no e-mail in people.csv, no team in teams.csv, and not “organization”."
NO_KEY = "No row of {sheets} has the key “{name}”."
TWICE = "The same stands in line {line}."
EMPTY = "It has to say something."
SPELLING = "Is it spelt alike in both? Or add a row there."
STATES = ("", "draft", "proposed", "agreed")
NO_STATE = "“{name}” is not among draft, proposed and agreed."
# What makes a row of each sheet one thing.
UNIQUE: dict[str, tuple[tuple[str, ...], ...]] = {
    "people": (("email",),),
    "teams": (("name",),),
    "themes": (("name",),),
    "cycles": (("name",),),
    "objectives": (("key",), ("cycle", "owner", "title")),
    "key_results": (("objective", "title"),),
    "alignments": (("child", "parent", "relation"),),
}
NEVER_EMPTY = {
    "people": ("email", "name"),
    "teams": ("name",),
    "themes": ("name",),
    "cycles": ("name",),
    "objectives": ("key", "title"),
    "key_results": ("title",),
}
NUMBERS = ("start", "target", "lower", "upper", "weight")


def troubles(sheets: Sheets, company: Company) -> list[Trouble]:
    """Return what is wrong with the sheets by themselves."""
    found = [*doubles(sheets), *shared_keys(sheets), *gaps(sheets), *odd_cells(sheets)]
    return [*found, *strangers(sheets, company), *loose_ends(sheets)]


def doubles(sheets: Sheets) -> Iterator[Trouble]:
    """Yield the rows that say the same as an earlier one."""
    for name, several in UNIQUE.items():
        for columns in several:
            seen: dict[tuple[str, ...], Row] = {}
            for row in sheets[name]:
                said = tuple(row[column].lower() for column in columns)
                if any(said) and said in seen:
                    yield Trouble(row, ", ".join(columns), TWICE.format(line=seen[said].line))
                seen.setdefault(said, row)


def shared_keys(sheets: Sheets) -> Iterator[Trouble]:
    """Yield the key results whose key another row has: an alignment could mean either."""
    seen = {row["key"]: row for row in sheets["objectives"]}
    for row in sheets["key_results"]:
        if row["key"] and row["key"] in seen:
            first = seen[row["key"]]
            yield Trouble(row, "key", f"{first.file}, line {first.line} has the same.")
        seen.setdefault(row["key"], row)


def gaps(sheets: Sheets) -> Iterator[Trouble]:
    """Yield what has to be filled in and is not."""
    for name, columns in NEVER_EMPTY.items():
        for row in sheets[name]:
            yield from (Trouble(row, column, EMPTY) for column in columns if not row[column])


def odd_cells(sheets: Sheets) -> Iterator[Trouble]:
    """Yield the numbers that are none, and the states that an objective cannot begin in."""
    for name in ("objectives", "key_results", "alignments"):
        for row in sheets[name]:
            for column in NUMBERS:
                try:
                    cells.number(row, column)
                except Wrong as wrong:
                    yield wrong.of(row)
    for row in sheets["objectives"]:
        if row["state"] not in STATES:
            yield Trouble(row, "state", NO_STATE.format(name=row["state"]))


def strangers(sheets: Sheets, company: Company) -> Iterator[Trouble]:
    """Yield the names of people, teams and themes that nobody knows."""
    people = {row["email"].lower() for row in sheets["people"]} | set(company.members)
    teams = {row["name"] for row in sheets["teams"]} | set(company.teams)
    themes = {row["name"] for row in sheets["themes"]} | set(company.themes)
    for row in sheets["people"]:
        for team in row.several("teams"):
            yield from unknown(row, "teams", team, teams, "teams")
    for row in sheets["teams"]:
        yield from unknown(row, "parent", row["parent"], teams, "teams")
        yield from unknown(row, "lead", row["lead"].lower(), people, "people")
    for row in sheets["objectives"]:
        yield from unknown(row, "theme", row["theme"], themes, "themes")
        if not {row["owner"], row["owner"].lower()} & {*teams, *people, ORGANIZATION}:
            yield Trouble(row, "owner", NO_OWNER.format(name=row["owner"]))
    for row in sheets["key_results"]:
        yield from unknown(row, "owner", row["owner"].lower(), people, "people")


def unknown(
    row: Row, column: str, name: str, known: Collection[str], sheet: str
) -> Iterator[Trouble]:
    """Yield it where a cell names something that nobody knows."""
    if name and name not in known:
        yield Trouble(row, column, NOBODY.format(name=name, sheet=sheet), SPELLING)


def loose_ends(sheets: Sheets) -> Iterator[Trouble]:
    """Yield the keys that no row has."""
    objectives = {row["key"] for row in sheets["objectives"]}
    goals = objectives | {row["key"] for row in sheets["key_results"] if row["key"]}
    for row in sheets["key_results"]:
        if row["objective"] not in objectives:
            told = NO_KEY.format(sheets="objectives.csv", name=row["objective"])
            yield Trouble(row, "objective", told)
    for row in sheets["alignments"]:
        for column in ("child", "parent"):
            if row[column] not in goals:
                told = NO_KEY.format(sheets="objectives.csv or key_results.csv", name=row[column])
                yield Trouble(row, column, told)
