"""The organization as it stands: what the sheets name is looked up here, by what they call it."""

from dataclasses import dataclass, field
from typing import Any

from moving.row import Row, Wrong
from moving.service import Service

Thing = dict[str, Any]
ORGANIZATION = "organization"
NO_CYCLE = "There is no cycle “{name}”. There are: {known}."
NOT_HERE = "“{name}” is not in the organization."
FIRST_THAT = "Correct its own row first."
LIVING = ("proposed", "accepted")


@dataclass
class Company:
    """What is there. Whatever is made on the way is added."""

    id: str
    members: dict[str, Thing]  # by e-mail
    teams: dict[str, Thing]  # by name
    themes: dict[str, Thing]
    cycles: dict[str, Thing]
    objectives: dict[tuple[str, str, str], Thing] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], Thing] = field(default_factory=dict)
    goals: dict[str, Thing] = field(default_factory=dict)  # ends of alignments, by their key

    @classmethod
    def of(cls, service: Service) -> "Company":
        """Read all but the goals."""
        return cls(
            service.about["id"],
            {each["email"]: each for each in service.items("/members")},
            {each["name"]: each for each in service.items("/teams")},
            {each["name"]: each for each in service.items("/themes")},
            {each["name"]: each for each in service.items("/cycles")},
        )

    def read_goals(self, service: Service, cycles: list[str]) -> None:
        """Read the objectives of some cycles with their key results, and the edges that stand."""
        ids = [self.cycles[name]["id"] for name in cycles if name in self.cycles]
        if not ids:
            return
        for each in service.items("/objectives", include="key_results", cycle_id=ids):
            self.objectives[each["cycle_id"], each["owner"]["id"], each["title"]] = each
        for edge in service.items("/alignments", cycle_id=ids):
            if edge["state"] in LIVING:
                self.edges[edge["child"]["id"], edge["parent"]["id"], edge["relation"]] = edge

    def cycle_id(self, row: Row, column: str) -> str:
        """Return the cycle that a cell names."""
        if row[column] not in self.cycles:
            known = ", ".join(sorted(self.cycles)) or "none"
            raise Wrong(column, NO_CYCLE.format(name=row[column], known=known))
        return str(self.cycles[row[column]]["id"])

    def owner(self, row: Row) -> Thing:
        """Return whom a cell names as owner: the organization, a team, or a member."""
        if row["owner"].lower() == ORGANIZATION:
            return {"kind": ORGANIZATION, "id": self.id}
        if row["owner"] in self.teams:
            return {"kind": "team", "id": self.team_id(row, "owner")}
        return {"kind": "member", "id": self.member_id(row, "owner")}

    def member_id(self, row: Row, column: str) -> str | None:
        """Return the member whose e-mail is in a cell, if it names one."""
        return id_of(self.members, row[column].lower(), column)

    def team_id(self, row: Row, column: str) -> str | None:
        """Return the team that a cell names, if any."""
        return id_of(self.teams, row[column], column)

    def theme_id(self, row: Row, column: str) -> str | None:
        """Return the theme that a cell names, if any."""
        return id_of(self.themes, row[column], column)


def id_of(things: dict[str, Thing], name: str, column: str) -> str | None:
    """Return the id of what has a name: what could not be made stops what names it."""
    if not name:
        return None
    if name not in things:
        raise Wrong(column, NOT_HERE.format(name=name), FIRST_THAT)
    return str(things[name]["id"])
