"""The demo, loaded once into the test database, and a client that holds its token."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app.demo import Demo, load
from app.settings import Settings
from tests.witness import witness


@pytest.fixture(scope="session")
def with_folder(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("data")})


@pytest.fixture(scope="session")
async def demo(with_folder: Settings) -> Demo:
    return await load(with_folder)


@pytest.fixture
async def ceo(app: FastAPI, demo: Demo) -> AsyncIterator[AsyncClient]:
    base, headers = f"http://test/v1/orgs/{demo.org}", {"Authorization": f"Bearer {demo.token}"}
    transport = ASGITransport(witness(app))
    async with AsyncClient(transport=transport, base_url=base, headers=headers) as client:
        yield client
