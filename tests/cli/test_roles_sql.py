"""An empty Postgres becomes one to serve on, as compose.yaml and docs/operators.md have it."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
import yaml

from app.embedded.cluster import run as run_program
from app.embedded.identity import acceptable
from app.embedded.server import Postgres, throwaway
from app.settings import ROOT
from tests.cli.conftest import Okr

BARE = ("DROP DATABASE okr", "DROP ROLE okr_app", "DROP ROLE okr_owner")
GIVEN = {"OWNER_PASSWORD": "o'wner", "APP_PASSWORD": "app \\ 1", "BACKUP_PASSWORD": "backup"}
NEEDED = {"OWNER_PASSWORD": "owner", "APP_PASSWORD": "app"}
Psql = Callable[..., "subprocess.CompletedProcess[str]"]


async def execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


@pytest.fixture
def bare() -> Iterator[Postgres]:
    """A server that has heard of none of our roles."""
    with throwaway() as server:
        asyncio.run(execute(server.superuser_url, *BARE))
        yield server


@pytest.fixture
def make_roles(bare: Postgres) -> Psql:
    """Run the file as a superuser, or as somebody else, with an environment."""
    superuser = bare.superuser_url.replace("+asyncpg", "")
    clean = {name: value for name, value in os.environ.items() if not name.endswith("_PASSWORD")}

    def run(given: dict[str, str], url: str = superuser) -> "subprocess.CompletedProcess[str]":
        command = [bare.binaries / "psql", "--no-psqlrc", url]
        command += ["-f", str(ROOT / "scripts/roles.sql")]
        return subprocess.run(
            command, env=clean | given, capture_output=True, text=True, check=False
        )

    return run


def url_of(server: Postgres, role: str, password: str, database: str = "okr") -> str:
    return f"postgresql://{role}:{password}@/{database}?host={server.folder.sockets}&port=5432"


def test_it_makes_roles_that_migrate_and_serve_and_nothing_else_is_missing(
    bare: Postgres, make_roles: Psql, okr: Okr
) -> None:
    done = make_roles(NEEDED)
    assert done.returncode == 0, done.stderr
    owner, app = url_of(bare, "okr_owner", "owner"), url_of(bare, "okr_app", "app")

    assert okr("migrate", owner_database_url=owner)[0] == 0
    assert okr("verify")[0] == 0
    status, said, _ = okr(
        "doctor", "--json", port=0, database_url=app, owner_database_url=owner
    )  # fmt: skip

    grades = {each["check"]: each["grade"] for each in json.loads(said)["checks"]}
    assert status == 0
    for check in ("database", "app role", "owner role", "migrations", "tenancy"):
        assert grades[check] == "ok", said
    founded = okr("org", "create", "Acme", "--owner-email", "a@b.example", "--owner-name", "Ada")
    assert founded[0] == 0
    assert okr("verify")[0] == 0


def test_it_needs_no_superuser(bare: Postgres, make_roles: Psql, okr: Okr) -> None:
    """As databases are rented."""
    landlord = "CREATE ROLE landlord LOGIN CREATEROLE CREATEDB PASSWORD 'landlord'"
    asyncio.run(execute(bare.superuser_url, landlord))

    done = make_roles(NEEDED, url_of(bare, "landlord", "landlord", "postgres"))
    assert done.returncode == 0, done.stderr
    again = make_roles(NEEDED, url_of(bare, "landlord", "landlord", "postgres"))
    assert again.returncode == 0, again.stderr

    owner, app = url_of(bare, "okr_owner", "owner"), url_of(bare, "okr_app", "app")
    assert okr("migrate", owner_database_url=owner)[0] == 0
    assert okr("doctor", "--json", port=0, database_url=app)[0] == 0


def test_run_again_it_only_sets_the_passwords(bare: Postgres, make_roles: Psql) -> None:
    assert make_roles(NEEDED).returncode == 0
    again = make_roles(GIVEN)
    assert again.returncode == 0, again.stderr
    where = {"host": str(bare.folder.sockets), "port": 5432, "database": "okr"}

    async def enter(role: str, password: str) -> str:
        connection = await asyncpg.connect(user=role, password=password, **where)
        name = await connection.fetchval("SELECT current_user")
        await connection.close()
        return str(name)

    for role in ("owner", "app", "backup"):
        password = GIVEN[f"{role.upper()}_PASSWORD"]
        assert asyncio.run(enter(f"okr_{role}", password)) == f"okr_{role}"
    with pytest.raises(asyncpg.InvalidPasswordError):
        asyncio.run(enter("okr_app", "app"))


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_without_a_password_it_makes_nothing(
    bare: Postgres, make_roles: Psql, missing: str
) -> None:
    done = make_roles({name: value for name, value in NEEDED.items() if name != missing})

    assert done.returncode != 0
    assert f"Set {missing}" in done.stderr
    assert "password" not in done.stdout


def test_the_data_is_made_as_compose_says(tmp_path: Path, postgres: Postgres) -> None:
    """The options are those of Postgres 18: an older one knows no builtin locale."""
    if postgres.binaries.major < 17:
        pytest.skip("this Postgres is older than that of compose.yaml")
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    options = services["database"]["environment"]["POSTGRES_INITDB_ARGS"].split()

    place = ("-D", str(tmp_path / "pgdata"), "--no-sync")
    run_program(acceptable(postgres.binaries / "initdb", *place, *options))

    assert (tmp_path / "pgdata" / "PG_VERSION").exists()
