"""A backup is whole or refused, a restore is all of it or nothing, and the drill proves both."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.db.migrations import migrate
from app.embedded.binaries import find_binaries
from app.embedded.server import Postgres, throwaway
from app.settings import ROOT
from tests.cli.conftest import Okr

PROGRAMS = find_binaries()
MISSING = [p for p in ("pg_dump", "pg_restore", "psql") if not Path(PROGRAMS / p).exists()]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no {MISSING} in {PROGRAMS.folder}")
PATIENCE = 120  # seconds, on a machine that has other things to do
Script = Callable[..., "subprocess.CompletedProcess[str]"]


def run(*command: str | Path, **given: str) -> "subprocess.CompletedProcess[str]":
    programs = {"OKR_PG_BIN": str(PROGRAMS.folder), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [str(part) for part in command], env=os.environ | programs | given, cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip


def url(postgres: Postgres, role: str, password: str | None = None, database: str = "okr") -> str:
    place = f"host={postgres.folder.sockets}&port=5432"
    return f"postgresql://{role}:{password or postgres.folder.password(role)}@/{database}?{place}"


def drill(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return run(sys.executable, "scripts/restore_drill.py", *arguments)


@pytest.fixture(scope="module")
def company() -> Iterator[Postgres]:
    """A service in use, with the role that backs it up, on a server of its own."""
    with throwaway() as server:
        roles = {"OWNER_PASSWORD": "okr_owner", "APP_PASSWORD": "okr_app"}
        passwords = {name: server.folder.password(role) for name, role in roles.items()}
        superuser = url(server, "postgres", database="postgres")
        done = run(
            PROGRAMS / "psql", "-qX", superuser, "-f", "scripts/roles.sql",
            BACKUP_PASSWORD="backup", **passwords,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        migrate(server.owner_url, lambda _: None)
        yield server


@pytest.fixture
def backup(company: Postgres, okr: Okr, tmp_path: Path) -> Path:
    okr("org", "create", "Backed up", "--owner-email", "ada@backup.example", "--owner-name", "Ada",
        "--slug", "backed-up", database_url=company.app_url)  # fmt: skip
    file = tmp_path / "okr.dump"
    done = run("sh", "scripts/backup.sh", url(company, "okr_backup", "backup"), file)
    assert done.returncode == 0, done.stderr
    return file


def test_the_demo_is_backed_up_and_restored_elsewhere_row_by_row() -> None:
    done = drill()

    assert done.returncode == 0, done.stderr
    for shown in ("every row is equal", "nothing differs", "checks failed"):
        assert shown in done.stdout
    backed_up, restored = [line.split(", ")[-1].strip() for line in done.stdout.splitlines()
                           if "tables" in line]  # fmt: skip
    assert backed_up == restored
    assert not backed_up.startswith("0 ")


def test_a_backup_is_nobody_else_s_and_the_drill_takes_it(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(backup.parent.glob("*.part")) == []

    done = drill(backup)

    assert done.returncode == 0, done.stderr
    assert "nothing differs" in done.stdout


def test_of_half_a_backup_nothing_is_restored(company: Postgres, backup: Path) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) // 2])
    superuser = url(company, "postgres", database="postgres")
    run(PROGRAMS / "psql", superuser, "-c", "CREATE DATABASE empty OWNER okr_owner")
    empty = url(company, "okr_owner", database="empty")

    done = run("sh", "scripts/restore.sh", backup, empty)

    assert done.returncode != 0
    left = run(PROGRAMS / "psql", "-tA", empty, "-c", "SELECT count(*) FROM pg_tables"
               " WHERE schemaname = 'public'")  # fmt: skip
    assert left.stdout == "0\n"


@pytest.mark.parametrize("role", ["okr_app", "okr_owner"])
def test_a_role_that_row_security_binds_backs_up_nothing(
    company: Postgres, tmp_path: Path, role: str
) -> None:
    done = run("sh", "scripts/backup.sh", url(company, role), tmp_path / "okr.dump")

    assert done.returncode != 0
    assert list(tmp_path.glob("okr.dump*")) == []


def test_nothing_is_restored_over_what_is_there(company: Postgres, backup: Path, okr: Okr) -> None:
    done = run("sh", "scripts/restore.sh", backup, url(company, "okr_owner"))

    assert done.returncode != 0
    assert "already exists" in done.stderr
    assert okr("verify", owner_database_url=company.owner_url)[0] == 0


@pytest.mark.parametrize("script", ["backup", "restore"])
def test_a_script_without_its_arguments_says_which(script: str) -> None:
    done = run("sh", f"scripts/{script}.sh")

    assert done.returncode == 2
    assert f"sh scripts/{script}.sh" in done.stderr
