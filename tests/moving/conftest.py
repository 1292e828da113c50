"""A service as an operator runs it, for a company to move into."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.db.migrations import migrate
from app.embedded.server import throwaway
from app.settings import ROOT
from tests.cli.process import free_port, said_until, stopped
from tests.served import environment

SAMPLE = ROOT / "docs/moving-in/harbourlight"
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Place:
    """Where the service is, and how its operator reaches it."""

    url: str
    settings: dict[str, str]

    def okr(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the operator."""
        command = [sys.executable, "-m", "app.cli", *arguments]
        told = environment(**self.settings)
        return subprocess.run(command, env=told, text=True, capture_output=True, check=False)


@dataclass(frozen=True)
class Company:
    """An organization with nobody in it but the owner whose token this is."""

    place: Place
    slug: str
    token: str

    def moving(self, *arguments: str | Path) -> "subprocess.Popen[str]":
        """Begin to move in, by the command that docs/admins.md shows."""
        command = [sys.executable, str(ROOT / "scripts/move_in.py"), *map(str, arguments)]
        return subprocess.Popen(
            [*command[:2], "--org", self.slug, "--url", self.place.url, *command[2:]],
            env=os.environ | {"OKR_TOKEN": self.token},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def move_in(self, *arguments: str | Path) -> tuple[int, str]:
        """Move in: the status, and all that is said."""
        process = self.moving(*arguments)
        said = process.communicate()[0]
        return process.returncode, said

    def ask(self, path: str, method: str = "GET", **options: object) -> httpx2.Response:
        """Send a request to the organization."""
        headers = {"Authorization": f"Bearer {self.token}", "If-Match": "*"}
        url = f"{self.place.url}/v1/orgs/{self.slug}{path}"
        answer = httpx2.request(method, url, headers=headers, **options)  # type: ignore[arg-type]  # of httpx
        assert answer.status_code < 300, answer.text
        return answer

    def count(self, path: str) -> int:
        """Count what is in a list."""
        return int(self.ask(path + ("&" if "?" in path else "?") + "include=total").json()["total"])


Found = Callable[[str], Company]


@contextmanager
def serving(folder: Path) -> Iterator[Place]:
    """Serve, as `okr serve` does, on a database of its own."""
    with throwaway() as postgres:
        migrate(postgres.owner_url, lambda _: None)
        port, data = free_port(), str(folder / "data")
        told = {"database_url": postgres.app_url, "data_dir": data}
        with subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            env=environment(port=port, log_level="error", registration="open", **told),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            try:
                said_until(process, "Serving on")
                owner = {"owner_database_url": postgres.owner_url}
                yield Place(f"http://127.0.0.1:{port}", told | owner)
                stopped(process, signal.SIGTERM)
            finally:
                process.kill()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A served service, on a database without an organization."""
    with serving(tmp_path_factory.mktemp("serving")) as served:
        yield served


@pytest.fixture
def found(place: Place) -> Found:
    """Found an organization, with a token for its owner."""

    def founded(slug: str) -> Company:
        organization = {"name": slug, "slug": slug}
        person = {"email": f"ada@{slug}.example", "password": PASSWORD, "name": "Ada"}
        session = sent(place, "/auth/register", person | {"organization": organization})
        asked = {"name": "moving", "scopes": ["admin"], "org_id": session["organization"]["id"]}
        made = sent(place, "/me/tokens", asked, session["access_token"])
        company = Company(place, slug, made["token"])
        advise = {"policies": {"limits": "advise"}}  # what is too much is told, not refused
        company.ask("", "PATCH", json=advise)
        return company

    return founded


def sent(place: Place, path: str, body: dict[str, Any], token: str = "") -> dict[str, Any]:
    """Send something to the service itself."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx2.post(f"{place.url}/v1{path}", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
