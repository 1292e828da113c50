"""What people write beside a figure, where nobody wrote it for them."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from app.demo.script import Saying

FILE = Path(__file__).parent / "aims" / "sayings.toml"
SPEAKS_IN = 5  # check-ins
WELL, BEHIND = 0.85, 0.5  # of the way that is reached in the end
PLAN_AT = 2


@cache
def bank() -> dict[str, list[str]]:
    """Return what can be said."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def sayings(chance: Random, count: int, reached: float, plan: str | None) -> Iterator[Saying]:
    """Yield what is said. Where it goes badly every check-in says what is in the way."""
    said, first = bank(), chance.randrange(SPEAKS_IN)
    troubled = count // 3 if reached < BEHIND else count
    mood = "well" if reached >= WELL else "behind" if reached < BEHIND else "steady"
    for place in range(count):
        speaks = place % SPEAKS_IN == first
        note = chance.choice(said[mood]) if speaks else None
        named = plan if place == PLAN_AT else None
        if place >= troubled:
            yield Saying(
                at=place,
                note=note,
                blockers=said["blockers"][(first + place // 4) % len(said["blockers"])],
                next_steps=chance.choice(said["next_steps"]) if speaks else None,
                plan=named,
            )
        elif speaks or named:
            yield Saying(at=place, note=note, plan=named)
