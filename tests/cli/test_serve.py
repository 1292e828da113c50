"""A service that starts before its database."""

import signal
import subprocess
from pathlib import Path

import pytest

from app.embedded.folder import SUPERUSER, Folder
from app.embedded.server import running
from tests.cli.conftest import Start
from tests.cli.process import free_port, said_until, stopped
from tests.served import PATIENCE


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Where there was a Postgres, and will be again."""
    with running(tmp_path / "postgres") as postgres:
        return postgres.folder


def test_it_waits_for_the_database_and_does_not_serve_on_as_one_that_it_must_not_be(
    start: Start, folder: Folder
) -> None:
    url = folder.url(SUPERUSER, "okr")
    service = start("serve", database_url=url, port=free_port(), log_level="off")
    said_until(service, "Serving on")

    with running(folder.root):
        said = service.communicate(timeout=PATIENCE)[0]

    assert service.returncode == 3, said
    assert "is a superuser" in said
    assert "Traceback" not in said


def test_as_one_that_it_may_be_it_serves_on(start: Start, folder: Folder) -> None:
    url = folder.url("okr_app", "okr")
    service = start("serve", database_url=url, port=free_port(), log_level="off")
    assert "requests get 503" in said_until(service, "Serving on")

    with running(folder.root):
        with pytest.raises(subprocess.TimeoutExpired):
            service.wait(3)
        stopped(service, signal.SIGTERM)
