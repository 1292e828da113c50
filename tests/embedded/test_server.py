import logging
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.embedded.errors import CannotRun
from app.embedded.server import Postgres, running, throwaway
from app.embedded.stale import is_ours
from tests.embedded.conftest import Ask

DANGEROUS = """
SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles
WHERE rolname IN ('okr_app', 'okr_owner') AND (rolsuper OR rolbypassrls OR rolcreatedb)
"""
OWNER = "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'okr'"


def test_it_serves_two_roles_of_which_neither_can_pass_row_security(
    postgres: Postgres, ask: Ask
) -> None:
    assert ask(postgres.app_url, "SELECT current_user") == "okr_app"
    assert ask(postgres.owner_url, "SELECT current_user") == "okr_owner"
    assert ask(postgres.superuser_url, DANGEROUS) is None
    assert ask(postgres.app_url, OWNER) == "okr_owner"


def test_what_is_committed_is_written_and_its_secrets_are_ours_alone(
    postgres: Postgres, ask: Ask
) -> None:
    assert ask(postgres.app_url, "SHOW fsync") == "on"
    assert ask(postgres.app_url, "SHOW synchronous_commit") == "on"
    assert ask(postgres.app_url, "SHOW listen_addresses") == ""
    passwords = list((postgres.folder.root / "passwords").iterdir())
    assert len(passwords) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in passwords} == {0o600}
    assert stat.S_IMODE(postgres.folder.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(postgres.folder.sockets.stat().st_mode) == 0o700


def test_text_sorts_the_same_whatever_the_language_of_the_machine(
    postgres: Postgres, ask: Ask
) -> None:
    sorted_by_code = "SELECT string_agg(c, '' ORDER BY c) FROM unnest('{a,B,é,中}'::text[]) AS c"
    assert ask(postgres.app_url, sorted_by_code) == "Baé中"
    assert ask(postgres.app_url, "SELECT upper('é')") == "É"


def test_a_server_that_is_killed_is_started_again(
    postgres: Postgres, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    process = postgres.keeper.process
    assert process
    begun = ask(postgres.app_url, "SELECT pg_postmaster_start_time()")

    with caplog.at_level(logging.WARNING):
        os.kill(process.pid, signal.SIGKILL)
        while ask(postgres.app_url, "SELECT pg_postmaster_start_time()") == begun:
            pass

    assert "ended on its own (status -9)" in caplog.text
    assert postgres.keeper.process is not process


def test_the_second_attaches_and_takes_over_when_the_first_is_gone(root: Path, ask: Ask) -> None:
    with running(root) as first:
        assert first.keeper.holding.is_set()
        begun = ask(first.app_url, "SELECT pg_postmaster_start_time()")

        with running(root) as second:
            assert not second.keeper.holding.is_set()
        assert ask(first.app_url, "SELECT pg_postmaster_start_time()") == begun

        with running(root) as third:
            first.keeper.stop()
            assert third.keeper.holding.wait(10)
            assert ask(third.app_url, "SELECT current_user") == "okr_app"


def test_a_stale_pid_harms_nobody_who_has_the_number_by_now(root: Path, ask: Ask) -> None:
    with running(root) as postgres:
        data = postgres.folder.data
        written = (data / "postmaster.pid").read_text().splitlines()
    innocent = subprocess.Popen(["sleep", "60"], cwd=data)
    try:
        (data / "postmaster.pid").write_text("\n".join([str(innocent.pid), *written[1:], ""]))
        (postgres.folder.sockets / ".s.PGSQL.5432.lock").write_text(f"{innocent.pid}\n")

        with running(root) as postgres:
            assert ask(postgres.app_url, "SELECT 1") == 1

        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


LEFT_ALONE = """
import os, sys
from pathlib import Path
from app.embedded.server import running
with running(Path(sys.argv[1])) as postgres:
    print(postgres.keeper.process.pid, flush=True)
    os.kill(os.getpid(), 9)
"""


def test_postgres_does_not_outlive_a_keeper_that_is_killed(root: Path, ask: Ask) -> None:
    command = [sys.executable, "-c", LEFT_ALONE, str(root)]
    killed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL

    with running(root) as postgres:
        assert not is_ours(int(killed.stdout), postgres.folder.data)
        assert ask(postgres.app_url, "SELECT 1") == 1


def test_data_of_another_major_version_is_refused_with_the_way_out(root: Path) -> None:
    with running(root) as postgres:
        version = postgres.folder.data / "PG_VERSION"
    actual = version.read_text()
    version.write_text("9\n")
    try:
        with pytest.raises(CannotRun, match=r"written by Postgres 9.*pg_dumpall"), running(root):
            pass
    finally:
        version.write_text(actual)


def test_a_throwaway_leaves_nothing(ask: Ask) -> None:
    with throwaway() as postgres:
        assert ask(postgres.superuser_url, "SHOW fsync") == "off"
        assert ask(postgres.superuser_url, "SELECT current_user") == "postgres"
    assert not postgres.folder.root.exists()
