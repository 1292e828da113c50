"""Who helps whom among the goals of the catalogue: up to the team's goal of the year, and beyond.

A team's goal of the year helps that of the team above, or the company; every other goal of its
people helps one of the year. By counting, some help two, some nobody, and some are not answered.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from app.demo.cast import Company, Team
from app.demo.catalogue import read_catalogue
from app.demo.script import Alignment, Objective

SHARED_IN, ORPHAN_IN, WAITING_IN, DECLINED_IN, DEPENDS_IN, CLOSER_IN = 5, 11, 9, 10, 6, 8
NOT_NOW = "方向认同,这个季度先不接。 Agreed in principle; not in this quarter."
YEARS = Mapping[str, list[str]]


def ties(company: Company, objectives: list[Objective]) -> Iterator[Alignment]:
    """Yield who helps whom."""
    years: dict[str, list[str]] = defaultdict(list)
    for objective in objectives:
        if objective.cycle == "year":
            years[team_of(objective)].append(objective.key)
    teams = {team.key: team for team in company.teams}
    keys = list(teams)
    for n, objective in enumerate(objectives):
        key = team_of(objective)
        beyond = years[keys[(keys.index(key) + 1) % len(keys)]][0]
        if objective.key == years[key][0]:
            yield from upwards(teams[key], objective.key)
        elif objective.cycle == "year":
            yield Alignment(child=objective.key, parent=years[key][0])
        else:
            own = years[key][n % len(years[key])]
            yield from of_a_quarter(n, objective.key, own, beyond)


def team_of(objective: Objective) -> str:
    """Return the key of the team whose goal it is, or whose member's."""
    return objective.key.partition("/")[0]


def upwards(team: Team, key: str) -> Iterator[Alignment]:
    """Yield what a team's goal of the year helps."""
    base, _, number = team.key.partition("-")
    if number:
        yield Alignment(child=key, parent=f"{base}/0")
        return
    for parent in read_catalogue()[team.key][0].parents:
        yield Alignment(child=key, parent=parent, weight=2)


def of_a_quarter(n: int, key: str, own: str, beyond: str) -> Iterator[Alignment]:
    """Yield what a goal of a quarter helps: `own` of its team, and `beyond` it."""
    if n % ORPHAN_IN == 4:
        return
    answered: dict[str, Any] = {}
    if n % WAITING_IN == 5:
        answered = {"answer": "none"}
    elif n % DECLINED_IN == 6:
        answered = {"answer": "decline", "answer_note": NOT_NOW}
    yield Alignment.model_validate({"child": key, "parent": own} | answered)
    if n % SHARED_IN == 2:
        yield Alignment.model_validate({"child": key, "parent": beyond, "weight": "0.5"})
    if n % DEPENDS_IN == 1:
        told = {"child": key, "parent": beyond, "relation": "depends_on"}
        yield Alignment.model_validate(told)
    if n % CLOSER_IN == 3:
        closer = {"child": f"{key}.1", "parent": f"{own}.1", "relation": "supports"}
        yield Alignment.model_validate(closer)
