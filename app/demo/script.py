"""The story as it is written down in `story/*.toml`, checked when it is read."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from app.domain.alignment import Relation
from app.domain.health import ReportedHealth
from app.domain.metric import ProgressSource
from app.domain.outcome import ObjectiveType, Outcome
from app.domain.role import Role
from app.domain.rollup import ProgressPolicy
from app.tables.account import Locale

STORY = Path(__file__).parent / "story"


class Told(BaseModel):
    """A part of the story. What is misspelt in it is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(Told):
    """Somebody who works there."""

    key: str
    name: str
    login: str
    role: Role
    locale: Locale
    invited: bool = False


class Company(Told):
    """The organization, and its people: the first one founds it."""

    slug: str
    domain: str
    name: str
    mission: str
    vision: str
    timezone: str
    locale: Locale
    people: list[Person]

    def email(self, person: Person) -> str:
        """Return the address of somebody."""
        return f"{person.login}@{self.domain}"


class Saying(Told):
    """What people say beside the value of one check-in, the `at`th of its key result."""

    at: int
    note: str | None = None
    achievements: str | None = None
    blockers: str | None = None
    next_steps: str | None = None
    health: ReportedHealth | None = None
    links: list[dict[str, str]] | None = None
    mistaken: Decimal | None = None  # reported first, and corrected on the next day


class KeyResult(Told):
    """A key result, and the values that it has over its whole cycle."""

    title: str
    metric: dict[str, Any]
    owner: str | None = None
    weight: Decimal = Decimal(1)
    source: ProgressSource = ProgressSource.check_ins
    values: list[Decimal] = []
    confidence: list[int] = []
    says: list[Saying] = []
    silent: int = 0  # days before today without news
    dropped: str | None = None  # why, after a third of the cycle


class Objective(Told):
    """An objective, and what becomes of it."""

    key: str
    cycle: Literal["year", "q1", "q2", "q3", "q4"]
    owner: str  # a person, or `company`
    title: str
    why: str
    description: str | None = None
    type: ObjectiveType = ObjectiveType.committed
    policy: ProgressPolicy = ProgressPolicy.key_results
    weight: Decimal = Decimal(1)
    reaches: Literal["draft", "proposed", "agreed", "closed", "dropped"] = "agreed"
    outcome: Outcome | None = None
    returned: str | None = None  # what was said when it went back for another round
    note: str | None = None  # what was said when it was closed or dropped
    progress: list[Decimal] = []  # set by hand
    key_results: list[KeyResult]


class Alignment(Told):
    """An edge: `brand` is an objective, `brand.2` the second key result of it."""

    child: str
    parent: str
    relation: Relation = Relation.contributes
    weight: Decimal = Decimal(1)
    note: str | None = None
    by: str | None = None  # who proposes it; else whoever owns the child
    answer: Literal["accept", "decline", "none"] = "accept"
    answer_note: str | None = None
    withdrawn: str | None = None  # why, later on


class Story(Told):
    """All of it."""

    company: Company
    objectives: list[Objective]
    alignments: list[Alignment]


def read_story() -> Story:
    """Read the story from its files."""
    parts: dict[str, Any] = {"objectives": []}
    for path in sorted(STORY.glob("*.toml")):
        part = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        parts["objectives"] += part.pop("objectives", [])
        parts |= part
    return Story.model_validate(parts)
