import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli.okr import main
from app.embedded.server import Postgres, throwaway
from tests.served import environment

Okr = Callable[..., tuple[int, str, str]]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server with its two roles and an empty database."""
    with throwaway() as server:
        yield server


@pytest.fixture
def okr(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Okr:
    """Run a command here, with this environment and no other: status, output and complaint."""
    for name in [name for name in os.environ if name.startswith("OKR_") and name != "OKR_PG_BIN"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OKR_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: str, **environment: object) -> tuple[int, str, str]:
        for name, value in environment.items():
            monkeypatch.setenv(f"OKR_{name.upper()}", str(value))
        monkeypatch.setattr(sys, "argv", ["okr", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a command as a process of its own, in a folder that is not the checkout."""
    started = []

    def begin(*arguments: str, **settings: object) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", *arguments],
            cwd=tmp_path,
            env=environment(**settings),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()
