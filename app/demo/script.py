"""The story as it is written down in `story/*.toml`, checked when it is read."""

import tomllib
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from app.demo.cast import Company, Told
from app.demo.kpi_script import Kpi
from app.demo.verdict_script import Evaluation, Verdict
from app.domain.alignment import Relation
from app.domain.health import ReportedHealth
from app.domain.initiative import InitiativeState
from app.domain.metric import ProgressSource
from app.domain.outcome import ObjectiveType, Outcome
from app.domain.rollup import ProgressPolicy
from app.domain.visibility import Visibility

STORY = Path(__file__).parent / "story"


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
    plan: str | None = None  # the title of the initiative that it speaks of


class Initiative(Told):
    """An action plan under a key result. Days count from the first of its cycle."""

    title: str
    strategy: str | None = None
    effect: str | None = None
    owner: str | None = None
    starts: int = 0
    due: int = 60
    reaches: InitiativeState = InitiativeState.done  # on its last day, if that has come
    steps: tuple[str, ...] = ()


class KeyResult(Told):
    """A key result, and the values that it has over its whole cycle."""

    title: str
    metric: dict[str, Any]
    owner: str | None = None
    weight: Decimal = Decimal(1)
    source: ProgressSource = ProgressSource.check_ins
    kpi: str | None = None  # which it follows: then it has no values of its own
    values: tuple[Decimal, ...] = ()
    confidence: tuple[int, ...] = ()
    says: tuple[Saying, ...] = ()
    silent: int = 0  # days before today without news
    dropped: str | None = None  # why, after a third of the cycle
    score: Verdict | None = None
    initiatives: tuple[Initiative, ...] = ()


class Objective(Told):
    """An objective, and what becomes of it."""

    key: str
    cycle: Literal["year", "q1", "q2", "q3", "q4"]
    owner: str  # a person, `company`, or a team as `@key`
    title: str
    why: str
    description: str | None = None
    type: ObjectiveType = ObjectiveType.committed
    policy: ProgressPolicy = ProgressPolicy.key_results
    weight: Decimal = Decimal(1)
    theme: str | None = None
    visibility: Visibility | None = None
    reaches: Literal["draft", "proposed", "agreed", "closed", "dropped"] = "agreed"
    outcome: Outcome | None = None
    returned: str | None = None  # what was said when it went back for another round
    note: str | None = None  # what was said when it was closed or dropped
    progress: tuple[Decimal, ...] = ()  # set by hand
    score: Verdict | None = None
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
    kpis: tuple[Kpi, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    check_ins: int | None = None  # how many there are: who has nothing to say skips a week

    @cached_property
    def speakers(self) -> dict[str, str]:
        """Who speaks for whom: each for themselves, a lead for the team, the founder for all."""
        company = self.company
        own = {p.key: company.planner if p.invited else p.key for p in company.people}
        leads = {f"@{team.key}": team.lead for team in company.teams}
        return {"company": company.founder, **leads, **own}

    def writer_of(self, objective: Objective) -> str:
        """Return who writes an objective down and takes it on."""
        return self.speakers[objective.owner]


def read_story(name: str) -> Story:
    """Read a story from the files of its folder."""
    parts: dict[str, Any] = {"objectives": [], "kpis": []}
    for path in sorted((STORY / name).glob("*.toml")):
        part = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        for several in ("objectives", "kpis"):
            parts[several] += part.pop(several, [])
        parts |= part
    return Story.model_validate(parts)
