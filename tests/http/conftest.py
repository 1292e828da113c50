"""Clients that are nobody's, and applications that are set differently."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.main import create_app
from app.settings import Settings
from tests.people import client_of

OtherApp = Callable[..., AbstractAsyncContextManager[FastAPI]]


@pytest.fixture
async def nobody(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client that is not signed in, at the root."""
    async with client_of(app, None) as client:
        yield client


@pytest.fixture
def other_app(settings: Settings) -> OtherApp:
    """Make an application of its own, set differently."""

    @asynccontextmanager
    async def make(**changed: Any) -> AsyncIterator[FastAPI]:
        app = create_app(settings.model_copy(update=changed))
        async with app.router.lifespan_context(app):
            yield app

    return make
