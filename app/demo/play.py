"""Letting the stories happen, in memory."""

from collections.abc import Callable, Iterable
from datetime import date
from zoneinfo import ZoneInfo

from app.demo.calendar import Calendar
from app.demo.people import found
from app.demo.script import Story
from app.demo.settled import settle
from app.demo.timeline import timeline
from app.demo.world import World
from app.tables import Account
from app.tables.base import now

Show = Callable[[int, int], None]  # how much is done, of how much


def calendar_of(story: Story, today: date | None) -> Calendar:
    """Return the days of a story as seen from a day, by default the present one there."""
    zone = ZoneInfo(story.company.timezone)
    return Calendar(today or now().astimezone(zone).date(), zone)


def play(
    stories: Iterable[Story], today: date | None, password_hash: str, show: Show
) -> list[World]:
    """Return what comes of the stories. Whoever is in several of them has one account."""
    accounts: dict[str, Account] = {}
    worlds = [World(each, calendar_of(each, today), accounts, password_hash) for each in stories]
    scripts = [timeline(world.story, world.calendar) for world in worlds]
    done, total = 0, sum(len(acts) for acts in scripts)
    for world, acts in zip(worlds, scripts, strict=True):
        found(world)
        for act in acts:
            act.play(world)
            done += 1
            show(done, total)
        settle(world)
    return worlds
