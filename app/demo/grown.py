"""The goals that nobody wrote by hand: those of the catalogue, for each team and its people."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle as again
from random import Random

from app.demo.cast import Company, Team
from app.demo.catalogue import Aim, Measured, read_catalogue
from app.demo.crowd import can_own
from app.demo.curve import confidence_of, values_of
from app.demo.ends import (
    confirmed,
    outcome_of,
    reaches,
    type_of,
    verdict_of,
    visibility_of,
)
from app.demo.sayings import sayings
from app.demo.script import Initiative, KeyResult, Objective
from app.domain.initiative import InitiativeState

EXTRA = ("year", "year", "q1", "q2", "year", "q3", "year", "q4")
LINES = ("水壶 Kettles", "厨房秤 Scales", "小烤箱 Mini ovens", "滤芯 Filters", "配件 Spare parts",
         "礼盒 Gift boxes", "咖啡器具 Coffee", "茶具 Tea")  # fmt: skip
OF_THE_TEAM = (0, 5, 6)  # of the goals of a year
WEEKS, THIRTEEN = 52, 13  # of a year, of a quarter
FEWEST = 3  # key results
ENDS = (1.05, 0.95, 0.9, 0.8, 0.65, 0.4, 0.2)
HOW_OFTEN = (3, 4, 4, 3, 2, 1, 1)
STEPS = ["准备 Prepare", "试行 Try it", "推广 Roll it out", "写下来 Write it down"]


@dataclass(frozen=True)
class Place:
    """Where a goal of the catalogue is taken up."""

    team: Team
    aim: Aim
    cycle: str
    number: int  # within its team
    of_all: int
    owners: list[str]

    @property
    def key(self) -> str:
        """What the story calls it."""
        return f"{self.team.key}/{self.number}"

    @property
    def owner(self) -> str:
        """Whose it is: three of the year and some of its quarters are the team's own."""
        own = self.number % 5 == 2 if self.cycle != "year" else self.number in OF_THE_TEAM
        if own or not self.owners:
            return f"@{self.team.key}"
        return self.owners[self.number % len(self.owners)]

    @property
    def title(self) -> str:
        """What it is called: with the place of its team, and a line of products where that helps.

        The same goal is set by many teams, and again and again.
        """
        place = self.team.name.partition(" · ")[2]
        line = LINES[self.number % len(LINES)] if self.number >= len(LINES) - FEWEST else ""
        return " · ".join(part for part in (self.aim.title, place, line) if part)


def grown(company: Company, objectives: int, key_results: int) -> list[Objective]:
    """Return as many objectives, with as many key results in all."""
    places = list(places_of(company, objectives))
    spare = key_results - FEWEST * objectives
    made = []
    for place in places:
        fourth = spare > 0 and len(place.aim.key_results) > FEWEST
        spare -= fourth
        made.append(objective_of(place, FEWEST + fourth))
    return made


def places_of(company: Company, objectives: int) -> Iterator[Place]:
    """Yield where goals are taken up, team by team."""
    catalogue, people = read_catalogue(), {person.key: person for person in company.people}
    each, rest = divmod(objectives, len(company.teams))
    of_all = again(range(objectives))
    for n, team in enumerate(company.teams):
        aims = catalogue[team.key.partition("-")[0]]
        owners = [key for key in team.members if can_own(people[key])]
        for number in range(each + (n < rest)):
            aim = aims[number % len(aims)]
            extra = number - len(aims)
            cycle = aim.cycle if extra < 0 else EXTRA[extra % len(EXTRA)]
            yield Place(team, aim, cycle, number, next(of_all), owners)


def objective_of(place: Place, key_results: int) -> Objective:
    """Return a goal with what becomes of it: told in full, whether or not it has come so far."""
    chance = Random(place.key)
    [reached] = chance.choices(ENDS, HOW_OFTEN)
    state = reaches(place.cycle, place.of_all)
    measured = place.aim.measured()[:key_results]
    return Objective.model_validate(
        {
            "key": place.key,
            "cycle": place.cycle,
            "owner": place.owner,
            "title": place.title,
            "why": place.aim.why,
            "type": type_of(place.of_all),
            "policy": "both" if place.cycle == "year" else "key_results",
            "theme": place.aim.theme,
            "visibility": visibility_of(place.cycle, place.of_all, place.owner),
            "reaches": state,
            "outcome": outcome_of(place.of_all, reached) if state == "closed" else None,
            "score": verdict_of(place.of_all, reached) if state == "closed" else None,
            "key_results": [
                key_result_of(
                    chance, place, n, each, reached, silent=state in ("draft", "proposed")
                )
                for n, each in enumerate(measured)
            ],
        }
    )


def key_result_of(
    chance: Random, place: Place, number: int, measured: Measured, reached: float, *, silent: bool
) -> KeyResult:
    """Return a key result with its check-ins and, the first, with a plan."""
    mates, plans = place.owners, [plan_of(place)] if number == 0 else []
    count = 0 if silent else WEEKS if place.cycle == "year" else THIRTEEN
    end = reached + chance.uniform(-0.1, 0.1)
    plan = plans[0].title if plans else None
    closed = reaches(place.cycle, place.of_all) == "closed"
    return KeyResult(
        title=measured.title,
        metric=measured.metric,
        owner=mates[(place.number + number) % len(mates)] if number and mates else None,
        values=values_of(chance, measured, count, end),
        confidence=confidence_of(chance, end) if count else [],
        says=list(sayings(chance, count, end, plan)),
        initiatives=plans,
        score=confirmed(place.of_all) if closed else None,
    )


def plan_of(place: Place) -> Initiative:
    """Return how people mean to get there: some are late, some were given up."""
    states = (
        InitiativeState.done,
        InitiativeState.done,
        InitiativeState.doing,
        InitiativeState.done,
        InitiativeState.planned,
        InitiativeState.dropped,
    )
    long = place.cycle == "year"
    return Initiative(
        title=place.aim.plan,
        strategy=place.aim.why,
        starts=30 if long else 7,
        due=200 if long else 60,
        reaches=states[place.of_all % len(states)],
        steps=STEPS[: 2 + place.of_all % 3],
    )
