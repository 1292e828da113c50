"""The demo, loaded once into the test database."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.demo import Demo, load
from app.settings import Settings


@pytest.fixture(scope="session")
def with_folder(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings.model_copy(update={"data_dir": Path(tmp_path_factory.mktemp("data"))})


@pytest.fixture(scope="session")
async def demo(with_folder: Settings) -> Demo:
    return await load(with_folder)
