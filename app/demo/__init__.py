"""The demo company."""

from dataclasses import dataclass

from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Demo:
    """Who to be in the demo, and whether this was the first time."""

    org: str
    email: str
    password: str
    token: str
    loaded: bool
    summary: str


async def load(settings: Settings) -> Demo:
    """Load the demo, unless it is there. A placeholder as yet."""
    return Demo(org="", email="", password="", token="", loaded=False, summary="")
