"""Members and teams by the row: what is wrong with which, before anything is made of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from app.domain.errors import DomainError, NotValid
from app.domain.membership import MemberExists, MemberState, may_own
from app.domain.ownership import OwnerUnfit
from app.domain.role import Role

MOST_TEAMS = 500  # to be made at once
Wrong = tuple[str, DomainError]  # where it stands, and what it is


class RowRepeated(NotValid):
    """Two rows are about the same thing."""

    code = "row_repeated"


class TeamAmbiguous(NotValid):
    """Several teams have this name."""

    code = "team_ambiguous"


class TeamDiffers(NotValid):
    """A team of this name is there, in another place or with another lead."""

    code = "team_differs"


class LeadUnknown(NotValid):
    """Nobody has this e-mail: no member, and no row."""

    code = "lead_unknown"


class TeamsInRing(NotValid):
    """A team would lie below itself."""

    code = "teams_in_ring"


class TooManyTeams(NotValid):
    """More teams would be made than anybody meant."""

    code = "too_many_teams"


class PersonRow(NamedTuple):
    """Somebody to become a member, and the names of their teams."""

    email: str
    role: Role
    teams: Sequence[str]


class TeamRow(NamedTuple):
    """A team that is to be there: its parent by name, its lead by e-mail."""

    name: str
    parent: str | None
    lead: str | None


class KnownMember(NamedTuple):
    """A member who is there."""

    id: UUID
    may_own: bool


class KnownTeam(NamedTuple):
    """A team that is there."""

    id: UUID
    parent_id: UUID | None
    lead_id: UUID | None


class Rows(NamedTuple):
    """What is to be imported, and what is there of what it names: by e-mail, and by name."""

    people: Sequence[PersonRow]
    teams: Sequence[TeamRow]
    members_known: Mapping[str, KnownMember]
    teams_known: Mapping[str, Sequence[KnownTeam]]

    @property
    def names(self) -> list[str]:
        """Every team that is named anywhere, once: what has a row comes first."""
        rows = [name for team in self.teams for name in (team.name, team.parent) if name]
        return list(dict.fromkeys([*rows, *(name for each in self.people for name in each.teams)]))

    @property
    def emails(self) -> set[str]:
        """Everybody who is named anywhere."""
        leads = {team.lead for team in self.teams if team.lead}
        return leads | {person.email for person in self.people}

    def known_team(self, name: str) -> KnownTeam | None:
        """Return the one team of a name."""
        known = self.teams_known.get(name, ())
        return known[0] if known else None


def ensure_importable(rows: Rows) -> None:
    """Raise where any row is wrong, with all that are."""
    wrong = [*wrong_people(rows), *wrong_teams(rows), *looped_teams(rows)]
    if wrong:
        raise NotValid.where(wrong)
    if len([name for name in rows.names if rows.known_team(name) is None]) > MOST_TEAMS:
        raise TooManyTeams("/teams", most=MOST_TEAMS)


def wrong_people(rows: Rows) -> Iterator[Wrong]:
    """Yield what is wrong with the rows of members."""
    seen: set[str] = set()
    for n, person in enumerate(rows.people):
        if person.email in seen:
            yield f"/members/{n}/email", RowRepeated()
        elif person.email in rows.members_known:
            yield f"/members/{n}/email", MemberExists()
        seen.add(person.email)
        for k, name in enumerate(person.teams):
            if is_ambiguous(rows, name):
                yield f"/members/{n}/teams/{k}", TeamAmbiguous()


def wrong_teams(rows: Rows) -> Iterator[Wrong]:
    """Yield what is wrong with the rows of teams."""
    leads = leads_of(rows)
    seen: set[str] = set()
    for n, team in enumerate(rows.teams):
        if team.name in seen:
            yield f"/teams/{n}/name", RowRepeated()
        seen.add(team.name)
        for field, name in (("name", team.name), ("parent", team.parent)):
            if name and is_ambiguous(rows, name):
                yield f"/teams/{n}/{field}", TeamAmbiguous()
        if team.lead and team.lead not in leads:
            yield f"/teams/{n}/lead", LeadUnknown()
        elif team.lead and not leads[team.lead]:
            yield f"/teams/{n}/lead", OwnerUnfit()
        yield from differences(rows, team, f"/teams/{n}")


def is_ambiguous(rows: Rows, name: str) -> bool:
    """Whether several teams have a name."""
    return len(rows.teams_known.get(name, ())) > 1


def leads_of(rows: Rows) -> dict[str, bool]:
    """Return everybody who is there or comes, and whether they may lead."""
    new = {each.email: may_own(each.role, MemberState.invited) for each in rows.people}
    return new | {email: member.may_own for email, member in rows.members_known.items()}


def differences(rows: Rows, team: TeamRow, pointer: str) -> Iterator[Wrong]:
    """Yield where a team that is there has another parent or lead than its row says."""
    known = rows.known_team(team.name)
    if known is None or is_ambiguous(rows, team.name):
        return
    parent = rows.known_team(team.parent) if team.parent else None
    if team.parent and (parent is None or parent.id != known.parent_id):
        yield f"{pointer}/parent", TeamDiffers()
    lead = rows.members_known.get(team.lead) if team.lead else None
    if team.lead and (lead is None or lead.id != known.lead_id):
        yield f"{pointer}/lead", TeamDiffers()


def looped_teams(rows: Rows) -> Iterator[Wrong]:
    """Yield the new teams that would lie below themselves. Those that are there never do."""
    parents = {team.name: team.parent for team in rows.teams}
    for n, team in enumerate(rows.teams):
        path, above = {team.name: None}, team.parent
        while above is not None and above not in path and rows.known_team(above) is None:
            path[above] = None
            above = parents.get(above)
        if above == team.name and rows.known_team(above) is None:
            yield f"/teams/{n}/parent", TeamsInRing(length=len(path))


def from_the_top(rows: Rows) -> list[str]:
    """Return the names of the teams to be made, each after its parent."""
    parents = {team.name: team.parent for team in rows.teams}
    made: dict[str, None] = {}
    for name in rows.names:
        path: list[str] = []
        above: str | None = name
        while above is not None and above not in made and rows.known_team(above) is None:
            path.append(above)
            above = parents.get(above)
        made |= dict.fromkeys(reversed(path))
    return list(made)
