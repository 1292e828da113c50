"""Ways past row security."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


@pytest.fixture
async def superuser(server: URL, owner: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """See what is really there."""
    engine = create_async_engine(server.set(database=owner.url.database))
    yield engine
    await engine.dispose()
