"""Something that happens in the story."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.demo.world import World
from app.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does at an instant."""

    at: datetime
    who: str
    does: Callable[[World, Actor], Any]

    def play(self, world: World) -> None:
        """Let it happen."""
        self.does(world, world.actor(self.who, self.at))
