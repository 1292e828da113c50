import asyncio
import socket
from pathlib import Path

import asyncpg
import pytest

from app.db.migrations import migrate
from app.embedded.server import Postgres
from tests.cli.conftest import Okr

PASSING = "CREATE ROLE passing LOGIN BYPASSRLS PASSWORD 'passing'"


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(statement)
    await connection.close()


def test_without_a_database_it_says_what_to_do(okr: Okr) -> None:
    status, _, complaint = okr("serve")

    assert status == 2
    assert "OKR_DATABASE_URL" in complaint
    assert "okr demo" in complaint


def test_a_superuser_must_not_serve(okr: Okr, postgres: Postgres) -> None:
    status, _, complaint = okr("serve", database_url=postgres.superuser_url)

    assert (status, complaint.count("\n")) == (3, 1)
    assert "is a superuser" in complaint


def test_who_passes_row_security_must_not_serve(okr: Okr, postgres: Postgres) -> None:
    asyncio.run(execute(postgres.superuser_url, PASSING))
    _, separator, place = postgres.app_url.partition("@")

    url = f"postgresql://passing:passing{separator}{place}"
    status, _, complaint = okr("serve", database_url=url)

    assert (status, complaint.count("\n")) == (3, 1)
    assert "BYPASSRLS" in complaint


def test_the_owner_of_the_tables_must_not_serve(okr: Okr, postgres: Postgres) -> None:
    migrate(postgres.owner_url, print)

    status, _, complaint = okr("serve", database_url=postgres.owner_url)

    assert (status, complaint.count("\n")) == (3, 1)
    assert "owns tables" in complaint


def test_a_port_that_is_taken_is_said_with_the_remedy(okr: Okr, postgres: Postgres) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        status, _, complaint = okr("serve", database_url=postgres.app_url, port=port)

    assert (status, complaint.count("\n")) == (2, 1)
    assert f"port {port}" in complaint
    assert "OKR_PORT" in complaint


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", "many"), ("database_url", "mysql://db/okr"), ("cursor_secret", "short")],
)
def test_a_setting_that_cannot_be_is_named(okr: Okr, name: str, value: str) -> None:
    status, _, complaint = okr("serve", **{name: value})

    assert (status, complaint.count("\n")) == (2, 1)
    assert complaint.startswith(f"OKR_{name.upper()}: ")
    assert value not in complaint


def test_to_migrate_needs_the_owner(okr: Okr) -> None:
    status, _, complaint = okr("migrate")

    assert status == 2
    assert "OKR_OWNER_DATABASE_URL" in complaint


def test_to_migrate_needs_a_database_that_answers(okr: Okr, tmp_path: Path) -> None:
    nowhere = f"postgresql://okr_owner:secret@/okr?host={tmp_path}"

    status, _, complaint = okr("migrate", owner_database_url=nowhere)

    assert (status, complaint.count("\n")) == (2, 1)
    assert "cannot be reached" in complaint
    assert "secret" not in complaint


def test_only_the_demo_s_own_database_can_be_reset(okr: Okr, postgres: Postgres) -> None:
    status, _, complaint = okr("demo", "--reset", database_url=postgres.app_url)

    assert (status, complaint.count("\n")) == (2, 1)
    assert "--reset" in complaint


def test_what_serves_by_mistake_is_stopped_and_told(
    okr: Okr, migrated: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.cli.conftest.PATIENCE", 2)

    with pytest.raises(AssertionError, match="`okr serve` still runs after 2 seconds"):
        okr("serve", database_url=migrated.app_url)
