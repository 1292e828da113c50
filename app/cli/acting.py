"""Acting on the service's data as a request does: through its commands, in one transaction."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cli.database import there
from app.cli.refusals import because_of
from app.db.engine import open_database
from app.domain.actor import Caller
from app.domain.errors import DomainError
from app.features.sessions.commands import begin_session, end_session
from app.http.database_errors import ERRORS
from app.settings import Settings
from app.tables import Account
from app.tables.base import now

REFUSALS: tuple[type[Exception], ...] = (DomainError, *ERRORS)
T = TypeVar("T")
Act = Callable[[AsyncSession, Caller], Awaitable[T]]


def acted(name: str, act: Act[T], options: Mapping[str, str]) -> T:
    """Do it, all of it or nothing; what stands in the way is one sentence.

    `name` is what the journal calls the request, `options` what a person calls its parts.
    """
    with there(Settings()) as database:
        try:
            return asyncio.run(committed(database.settings, name, act))
        except REFUSALS as error:
            raise because_of(error, options) from None


async def committed(settings: Settings, name: str, act: Act[T]) -> T:
    """Do it in a transaction of its own."""
    async with open_database(settings) as database, database.writers.begin() as session:
        return await act(session, Caller(now(), name))


@asynccontextmanager
async def signed_in_as(
    session: AsyncSession, account: Account, caller: Caller
) -> AsyncIterator[Caller]:
    """Act as somebody whose commands ask for a session: it ends with the act."""
    begun = await begin_session(session, account.id, caller.at)
    yield replace(caller, account_id=account.id, session_id=begun.session_id)
    await end_session(session, begun.session_id, caller.at)
