"""The people who are not named in the story, and the teams of a company that has grown more."""

from collections.abc import Iterator, Sequence
from itertools import count

from app.demo.cast import Company, Person, Team
from app.demo.names import Name, names
from app.domain.role import Role

WHERE = ("factory", "growth", "service", "product", "factory", "quality", "brand", "office",
         "factory", "growth", "service", "product")  # fmt: skip
PLACES = ("德国 Germany", "法国 France", "荷兰 Netherlands", "西班牙 Spain", "意大利 Italy",
          "波兰 Poland", "瑞典 Sweden", "日本 Japan", "墨西哥 Mexico", "加拿大 Canada",
          "一厂 Plant one", "二厂 Plant two")  # fmt: skip
VIEWER_IN, INVITED_IN, MANAGER_IN, TWICE_IN = 25, 37, 40, 15
LEFT_IN, FIRST_TO_LEAVE = 500, 50
WHY_LEFT = "回老家开店了,祝好。 Has gone home to open a shop; all the best."


def with_crowd(company: Company, people: int, teams: int) -> Company:
    """Return a company with that many people and teams."""
    all_teams = [*company.teams, *more_teams(company.teams, teams - len(company.teams))]
    new = list(newcomers(company, people - len(company.people)))
    members = seated(all_teams, new)
    placed = [
        team.model_copy(
            update={
                "members": [*team.members, *(p.key for p in members[team.key])],
                "lead": team.lead or lead_of(members[team.key]),
            }
        )
        for team in all_teams
    ]
    return company.model_copy(update={"people": [*company.people, *new], "teams": placed})


def more_teams(teams: Sequence[Team], missing: int) -> Iterator[Team]:
    """Yield teams below those that there are, but for the management: each has its place."""
    bases = [team for team in teams if team.key in WHERE]
    for n in range(missing):
        base, place = bases[n % len(bases)], PLACES[n // len(bases)]
        name = f"{base.name} · {place}"
        yield Team(key=f"{base.key}-{n // len(bases) + 1}", name=name, lead="", parent=base.key)


def newcomers(company: Company, missing: int) -> Iterator[Person]:
    """Yield as many people as are missing. Whose login is taken gets a number."""
    taken = {person.login for person in company.people}
    for n, name in zip(range(missing), names(), strict=False):
        login = free(name, taken)
        taken.add(login)
        left = WHY_LEFT if n % LEFT_IN == FIRST_TO_LEAVE else None
        yield Person(
            key=f"p{n}",
            name=name.name,
            login=login,
            role=role_of(n),
            locale=name.locale,
            invited=left is None and n % INVITED_IN == INVITED_IN - 1,
            left=left,
        )


def free(name: Name, taken: set[str]) -> str:
    """Return a login that nobody has: two names may be spelt alike."""
    if name.login not in taken:
        return name.login
    return next(each for n in count(2) if (each := f"{name.login}{n}") not in taken)


def role_of(n: int) -> Role:
    """Return what somebody may do."""
    if n % VIEWER_IN == VIEWER_IN - 1:
        return Role.viewer
    return Role.manager if n % MANAGER_IN == MANAGER_IN - 1 else Role.member


def seated(teams: list[Team], people: list[Person]) -> dict[str, list[Person]]:
    """Return who is in which team: some are in two."""
    below: dict[str, list[str]] = {base: [] for base in WHERE}
    for team in teams:
        for base in dict.fromkeys(WHERE):
            if team.key == base or team.key.startswith(f"{base}-"):
                below[base].append(team.key)
    members: dict[str, list[Person]] = {team.key: [] for team in teams}
    for n, person in enumerate(people):
        for place in (n, n + 1) if n % TWICE_IN == 0 else (n,):
            keys = below[WHERE[place % len(WHERE)]]
            members[keys[place // len(WHERE) % len(keys)]].append(person)
    return members


def lead_of(people: list[Person]) -> str:
    """Return who leads a team: the first who is there and does things."""
    return next(person.key for person in people if can_own(person))


def can_own(person: Person) -> bool:
    """Whether somebody can have goals."""
    return not person.invited and person.left is None and person.role is not Role.viewer
