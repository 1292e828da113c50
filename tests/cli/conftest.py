import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from pydantic import SecretStr

from app.cli.okr import main
from app.db.migrations import migrate
from app.embedded.server import Postgres, throwaway
from app.main import create_app
from app.settings import LogLevel, Settings
from tests import tokens
from tests.cli.process import ended_within, mortal
from tests.served import PATIENCE, environment
from tests.witness import witness

Ask = Callable[..., Response]
Okr = Callable[..., tuple[int, str, str]]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server with its two roles and an empty database."""
    with throwaway() as server:
        yield server


@pytest.fixture
def okr(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Okr:
    """Run a command here, with this environment and no other: status, output and complaint.

    What is given once stays until the end of the test. A command that serves is a mistake.
    """
    for name in [name for name in os.environ if name.startswith("OKR_") and name != "OKR_PG_BIN"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OKR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("OKR_PORT", "0")  # should it serve by mistake, then nowhere

    def run(*arguments: str, **environment: object) -> tuple[int, str, str]:
        for name, value in environment.items():
            monkeypatch.setenv(f"OKR_{name.upper()}", str(value))
        monkeypatch.setattr(sys, "argv", ["okr", *arguments])
        with (
            ended_within(PATIENCE, " ".join(["okr", *arguments])),
            pytest.raises(SystemExit) as ended,
        ):
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a command as a process of its own, in a folder that is not the checkout."""
    with ExitStack() as started:

        def begin(*arguments: str, **settings: object) -> "subprocess.Popen[str]":
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", *arguments],
                cwd=tmp_path,
                env=environment(**settings),
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            started.enter_context(mortal(process))
            return process

        yield begin


@pytest.fixture(scope="session")
def migrated(postgres: Postgres) -> Postgres:
    """The same server, with the service's tables."""
    migrate(postgres.owner_url, lambda _: None)
    return postgres


@pytest.fixture
def ask(migrated: Postgres) -> Ask:
    """Send a request to the service on that database."""
    settings = Settings(
        database_url=migrated.app_url,
        token_private_key=SecretStr(tokens.PEM),
        cursor_secret=SecretStr("c" * 32),
        log_level=LogLevel.off,
    )

    async def asked(method: str, path: str, options: dict[str, Any]) -> Response:
        app = create_app(settings)
        transport = ASGITransport(witness(app))
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=transport, base_url="http://test/v1") as client,
        ):
            return await client.request(method, path, **options)

    return lambda method, path, **options: asyncio.run(asked(method, path, options))
