"""Loading the demo, once: in one transaction, so that it is there whole or not at all."""

import asyncio
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.engine import Database, open_database
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
from app.demo.play import play
from app.demo.script import read_story
from app.demo.size import Size
from app.demo.store import store
from app.demo.stories import COMPANY, stories_of
from app.demo.summary import summed_up
from app.demo.world import World
from app.settings import Settings

LOCK = select(func.pg_try_advisory_xact_lock(func.hashtext("okr demo")))
POLL = 0.1  # seconds
PLAYED = 0.7  # of the time goes by before anything is stored
Show = Callable[[float], None]  # which part is done, from 0 to 1


class OtherSize(Exception):
    """The demo is there, and smaller or bigger than wanted."""


def in_silence(_: float) -> None:
    """Show nothing."""


async def load(
    settings: Settings,
    size: Size | None = None,
    today: date | None = None,
    show: Show = in_silence,
) -> Demo:
    """Load the demo, unless it is there, and return who to be in it."""
    ensure_size(settings, size)
    size = size or Size.small
    async with open_database(settings) as database:
        async with database.writers.begin() as session:
            demo = await known(session, settings)
        if demo is None:
            with nothing_collected():
                demo = await made(database, settings, size, today, show)
    keep(settings, demo)
    return demo


async def made(
    database: Database, settings: Settings, size: Size, today: date | None, show: Show
) -> Demo:
    """Play the stories and store them, unless somebody was faster meanwhile."""
    stories = stories_of(size)
    password, hashed = await new_password()
    worlds = play(stories, today, hashed, lambda done, of: show(PLAYED * done / of))
    async with database.writers.begin() as session:
        await alone(session)
        demo = await known(session, settings)
        if demo is None:
            told = await tell(session, worlds, password, show)
            demo = replace(told, size=size)
    return demo


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Keep Python from looking for garbage among rows that are all kept, again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def ensure_size(settings: Settings, wanted: Size | None) -> None:
    """Raise where the demo is there in another size. Nobody who names none is refused."""
    kept = read(settings)
    if wanted and kept and kept["size"] not in ("", wanted):
        raise OtherSize(kept["size"])


async def alone(session: AsyncSession) -> None:
    """Wait until nobody else loads the demo. A lock that waits itself would run into a timeout."""
    while not (await session.exec(LOCK)).one():  # noqa: ASYNC110  # the other may be anywhere
        await asyncio.sleep(POLL)


async def known(session: AsyncSession, settings: Settings) -> Demo | None:
    """Return who to be in a demo that is there already."""
    company = read_story(COMPANY).company
    account = await account_of(session, company)
    if account is None:
        return None
    kept, slug = read(settings), company.slug
    ours = kept is not None and (kept["org"], kept["email"]) == (slug, account.email)
    if kept and ours and await is_open(session, kept["token"], slug):
        return Demo(**kept, loaded=False, summary="")
    return await renew(session, company, account)


async def tell(session: AsyncSession, worlds: Sequence[World], password: str, show: Show) -> Demo:
    """Store what was played, and give its founder a token."""
    done, total = 0, sum(len(rows) for world in worlds for rows in world.rows.values())

    def stored(count: int) -> None:
        nonlocal done
        done += count
        show(PLAYED + (1 - PLAYED) * done / total)

    for world in worlds:
        await store(session, world, stored)
    company = worlds[0].story.company
    email = company.email(company.people[0])
    token = await new_token(session, worlds[0].accounts[email].id)
    summary = summed_up(worlds[0])
    return Demo(company.slug, email, password, token, loaded=True, summary=summary)
