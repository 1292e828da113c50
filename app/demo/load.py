"""Loading the demo, once: in one transaction, so that it is there whole or not at all."""

import asyncio
from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.engine import open_database
from app.demo.calendar import Calendar
from app.demo.credentials import (
    Demo,
    account_of,
    is_open,
    keep,
    new_password,
    new_token,
    read,
    renew,
)
from app.demo.people import found, remind
from app.demo.script import Story, read_story
from app.demo.stage import Stage
from app.demo.timeline import timeline
from app.settings import Settings
from app.tables import Alignment, CheckIn, KeyResult, Objective
from app.tables.base import now

LOCK = select(func.pg_try_advisory_xact_lock(func.hashtext("okr demo")))
POLL = 0.1  # seconds


async def load(settings: Settings, story: Story | None = None, today: date | None = None) -> Demo:
    """Load the demo, unless it is there, and return who to be in it."""
    story = story or read_story()
    zone = ZoneInfo(story.company.timezone)
    calendar = Calendar(today or now().astimezone(zone).date(), zone)
    async with open_database(settings) as database, database.writers.begin() as session:
        await alone(session)
        demo = await known(session, settings, story) or await tell(session, story, calendar)
    keep(settings, demo)
    return demo


async def alone(session: AsyncSession) -> None:
    """Wait until nobody else loads the demo. A lock that waits itself would run into a timeout."""
    while not (await session.exec(LOCK)).one():  # noqa: ASYNC110  # the other may be anywhere
        await asyncio.sleep(POLL)


async def known(session: AsyncSession, settings: Settings, story: Story) -> Demo | None:
    """Return who to be in a demo that is there already."""
    account = await account_of(session, story.company)
    if account is None:
        return None
    kept, slug = read(settings), story.company.slug
    ours = kept is not None and (kept["org"], kept["email"]) == (slug, account.email)
    if kept and ours and await is_open(session, kept["token"], slug):
        return Demo(**kept, loaded=False, summary="")
    return await renew(session, story.company, account)


async def tell(session: AsyncSession, story: Story, calendar: Calendar) -> Demo:
    """Let the story happen."""
    company = story.company
    password, hashed = await new_password()
    stage = await found(session, calendar, company, password, hashed)
    for act in timeline(story, calendar):
        await act.play(stage)
    await remind(stage, company)
    owner = stage.actor(company.people[0].key, now())
    token = await new_token(session, owner.account_id)
    email = company.email(company.people[0])
    return Demo(company.slug, email, password, token, loaded=True, summary=summed_up(stage))


def summed_up(stage: Stage) -> str:
    """Return how much of everything there is."""
    counted = Counter(type(thing) for thing in stage.things.values())
    return (
        f"{len(stage.members)} people, {counted[Objective]} objectives, "
        f"{counted[KeyResult]} key results, {counted[Alignment]} alignments, "
        f"{counted[CheckIn]} check-ins"
    )
