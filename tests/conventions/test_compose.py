"""No engine runs here, so what compose.yaml names is looked up. Its roles are made in tests/cli."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from httpx2 import ASGITransport, AsyncClient
from typer.main import get_command

from app.cli.okr import okr
from app.main import create_app
from app.settings import Settings
from tests.conventions.test_dockerfile import DOCKERFILE

TEXT = Path("compose.yaml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["migrate", "serve"]
FROM_OUTSIDE = re.compile(r"\$\{(\w+)(:[?-][^}]*)?\}")
ROLES = Path("scripts/roles.sql").read_text()


def test_a_database_is_migrated_once_and_then_served() -> None:
    assert SERVICES.keys() == {"database", *OURS}
    assert SERVICES["database"]["image"] == "postgres:18"
    assert SERVICES["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert SERVICES["serve"]["depends_on"] == {
        "database": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }


def test_signals_reach_them_and_they_have_time_to_end() -> None:
    assert [name for name, service in SERVICES.items() if service["init"] is not True] == []
    for name in ("database", "serve"):
        assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
        assert SERVICES[name]["restart"] == "unless-stopped"
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) >= 20
    assert SERVICES["migrate"]["healthcheck"] == {"disable": True}
    assert "restart" not in SERVICES["migrate"]


@pytest.mark.parametrize("name", OURS)
def test_it_runs_a_command_that_there_is_in_the_image_of_the_dockerfile(name: str) -> None:
    service = SERVICES[name]
    assert service["build"] == "."
    (command,) = service["command"]
    assert command in get_command(okr).commands  # type: ignore[attr-defined]  # a group


def test_every_variable_of_ours_is_a_setting() -> None:
    named = {n for service in OURS for n in SERVICES[service]["environment"]}
    named |= {name for name, _ in FROM_OUTSIDE.findall(TEXT) if name.startswith("OKR_")}
    settings = {f"OKR_{field.upper()}" for field in Settings.model_fields}
    assert named
    assert named - settings == set()


def test_a_default_here_is_the_default_there() -> None:
    defaults = {n: d.removeprefix(":-") for n, d in FROM_OUTSIDE.findall(TEXT) if d[:2] == ":-"}
    fields = Settings.model_fields
    assert {n: str(fields[n.removeprefix("OKR_").lower()].default) for n in defaults} == defaults


def test_every_secret_comes_from_outside_and_none_may_be_missing() -> None:
    given = [
        (name, value)
        for service in SERVICES.values()
        for name, value in service["environment"].items()
        if "PASSWORD" in name or name.endswith("URL")
    ]
    assert len(given) >= 6
    for name, value in given:
        ((secret, otherwise),) = FROM_OUTSIDE.findall(value)
        assert secret.endswith("_PASSWORD"), name
        assert otherwise.startswith(":?"), name


def test_who_serves_has_the_address_of_the_role_that_owns_nothing_and_no_other() -> None:
    assert "OKR_OWNER_DATABASE_URL" not in SERVICES["serve"]["environment"]
    assert SERVICES["serve"]["environment"]["OKR_DATABASE_URL"].startswith("postgresql://okr_app:")
    (name,) = SERVICES["migrate"]["environment"]
    url = SERVICES["migrate"]["environment"][name]
    assert (name, url.startswith("postgresql://okr_owner:")) == ("OKR_OWNER_DATABASE_URL", True)


def test_the_roles_are_made_from_what_the_database_is_given() -> None:
    asked = set(re.findall(r"^\\getenv \w+ (\w+)", ROLES, re.MULTILINE))
    assert asked == {"OWNER_PASSWORD", "APP_PASSWORD", "BACKUP_PASSWORD"}
    assert asked <= SERVICES["database"]["environment"].keys()


def test_what_it_mounts_is_there_and_what_must_last_lasts() -> None:
    mounts = [mount.split(":") for s in SERVICES.values() for mount in s.get("volumes", ())]
    files = {source: target for source, target, *_ in mounts if source.startswith("./")}
    assert [source for source in files if not Path(source).is_file()] == []
    assert [*files.values()] == ["/docker-entrypoint-initdb.d/roles.sql"]
    kept = {source: target for source, target, *_ in mounts if not source.startswith("./")}
    assert kept.keys() == COMPOSE["volumes"].keys()
    (data_dir,) = re.findall(r"OKR_DATA_DIR=(\S+)", DOCKERFILE)
    assert kept == {"database": "/var/lib/postgresql", "keys": data_dir}


def test_it_serves_this_machine_only_on_the_port_of_the_image() -> None:
    (port,) = re.findall(r"^EXPOSE (\d+)", DOCKERFILE, re.MULTILINE)
    assert SERVICES["serve"]["ports"] == [f"127.0.0.1:${{OKR_PORT:-8000}}:{port}"]
    assert f"127.0.0.1:{port}/readyz" in SERVICES["serve"]["healthcheck"]["test"][-1]


async def test_it_asks_for_health_where_the_service_answers() -> None:
    _, python, flag, script = SERVICES["serve"]["healthcheck"]["test"]
    assert (python, flag) == ("python", "-c")
    ast.parse(script)
    (path,) = re.findall(r":8000(/\w+)'", script)
    assert path in create_app(Settings()).openapi()["paths"]
    async with AsyncClient(transport=ASGITransport(create_app(Settings()))) as client:
        assert (await client.get("http://test/livez")).status_code == 200
