"""What teams aim at, read from `aims/*.toml`."""

import tomllib
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

from app.demo.cast import Told
from app.domain.metric import MetricKind

FOLDER = Path(__file__).parent / "aims"


class Measured(NamedTuple):
    """What a key result of the catalogue measures, and from where to where."""

    title: str
    kind: MetricKind
    unit: str | None
    steps: list[str]
    first: Decimal
    last: Decimal

    @property
    def metric(self) -> dict[str, Any]:
        """How a request describes it."""
        members: dict[MetricKind, dict[str, Any]] = {
            MetricKind.increase: {"start": self.first, "target": self.last},
            MetricKind.decrease: {"start": self.first, "target": self.last},
            MetricKind.maintain_above: {"lower": self.first, "target": self.last},
            MetricKind.maintain_below: {"upper": self.first, "target": self.last},
            MetricKind.maintain_between: {"lower": self.first, "upper": self.last},
            MetricKind.milestones: {"steps": [{"title": each} for each in self.steps]},
            MetricKind.yes_no: {},
        }
        return {"kind": self.kind, "unit": self.unit} | members[self.kind]


class Aim(Told):
    """A goal that a team may have."""

    team: str
    cycle: Literal["year", "q1", "q2", "q3", "q4"]
    theme: str
    title: str
    why: str
    plan: str
    parents: tuple[str, ...] = ()  # of the team's goal of the year
    key_results: list[str]

    def measured(self) -> list[Measured]:
        """Return its key results."""
        return [read_measured(line) for line in self.key_results]


def read_measured(line: str) -> Measured:
    """Read `title | kind | unit | from | to`; of milestones `title | kind | step; step`."""
    title, kind, *more = (part.strip() for part in line.split("|"))
    if not more:
        return Measured(title, MetricKind(kind), None, [], Decimal(0), Decimal(1))
    if kind == MetricKind.milestones:
        steps = [step.strip() for step in more[0].split(";")]
        return Measured(title, MetricKind(kind), None, steps, Decimal(0), Decimal(len(steps)))
    unit, first, last = more
    return Measured(title, MetricKind(kind), unit, [], Decimal(first), Decimal(last))


def read_catalogue() -> dict[str, list[Aim]]:
    """Return the goals by team, that of the year first."""
    aims: dict[str, list[Aim]] = defaultdict(list)
    for path in sorted(FOLDER.glob("[0-9]*.toml")):
        for told in tomllib.loads(path.read_text(encoding="utf-8"))["goals"]:
            aim = Aim.model_validate(told)
            aims[aim.team].append(aim)
    return aims
