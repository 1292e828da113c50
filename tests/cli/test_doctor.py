"""What the doctor finds in a database."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from app.cli.doctor import clock, server
from app.cli.doctor.finding import Grade
from app.embedded.server import Postgres
from app.tables.base import now
from tests.cli.conftest import Okr

Examine = Callable[..., tuple[int, dict[str, dict[str, str]]]]
OF_THE_DATABASE = (
    "database", "connections", "app role", "owner role", "migrations", "tenancy", "clock",
)  # fmt: skip


@pytest.fixture
def examine(okr: Okr) -> Examine:
    """Have everything examined: the exit code, and the findings by their checks."""

    def run(**environment: object) -> tuple[int, dict[str, dict[str, str]]]:
        status, said, _ = okr("doctor", "--json", **{"port": 0} | environment)
        return status, {each["check"]: each for each in json.loads(said)["checks"]}

    return run


@contextmanager
def changed(url: str, statement: str, back: str) -> Iterator[None]:
    """Run a statement, and take it back."""

    async def run(what: str) -> None:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        await connection.execute(what)
        await connection.close()

    asyncio.run(run(statement))
    try:
        yield
    finally:
        asyncio.run(run(back))


def urls(postgres: Postgres) -> dict[str, str]:
    return {"database_url": postgres.app_url, "owner_database_url": postgres.owner_url}


def test_a_database_in_order_is_told_so(examine: Examine, migrated: Postgres) -> None:
    status, found = examine(**urls(migrated))

    assert status == 0
    assert [found[check]["grade"] for check in OF_THE_DATABASE] == ["ok"] * 7, found
    assert migrated.binaries.version in found["database"]["said"]
    assert found["time zones"]["grade"] in ("ok", "warn")  # the machine's data may be older


def test_a_secret_is_shown_to_nobody(okr: Okr, migrated: Postgres) -> None:
    password = migrated.folder.password("okr_app")
    address = f"{migrated.app_url}&sslpassword=another-secret"

    for form in ([], ["--json"]):
        _, said, complaint = okr(
            "doctor", *form, database_url=address, owner_database_url=migrated.owner_url,
            cursor_secret="not to be seen, 36 characters long.",
        )  # fmt: skip
        assert "okr_app:***@" in said
        for secret in (password, "another-secret", "not to be seen"):
            assert secret not in said + complaint


def test_the_owner_is_not_needed_to_serve(examine: Examine, migrated: Postgres) -> None:
    status, found = examine(database_url=migrated.app_url)

    assert status == 0
    assert "not given" in found["owner role"]["said"]


def test_without_a_database_it_says_what_to_set(examine: Examine) -> None:
    status, found = examine()

    assert status == 1
    assert "OKR_DATABASE_URL" in found["database"]["remedy"]
    assert "tenancy" not in found


@pytest.mark.parametrize(
    ("address", "said", "remedy"),
    [
        ("postgresql://okr_app:x@127.0.0.1:1/okr", "Connect call failed", "Start Postgres"),
        ("postgresql://okr_app:x@db.invalid/okr", "cannot be reached", "host and port"),
        ("postgresql://okr_app:wrong@{place}", "password authentication", "Set the password"),
    ],
)
def test_a_database_that_cannot_be_reached_is_said_with_the_remedy(
    examine: Examine, postgres: Postgres, address: str, said: str, remedy: str
) -> None:
    place = postgres.app_url.partition("@")[2]
    status, found = examine(database_url=address.format(place=place))

    assert status == 1
    assert said in found["database"]["said"]
    assert remedy in found["database"]["remedy"]


def test_a_database_without_tables_is_to_be_migrated(examine: Examine, postgres: Postgres) -> None:
    """Whose owner owns it, as `template1` is not."""
    elsewhere = {k: v.replace("/okr?", "/template1?") for k, v in urls(postgres).items()}
    status, found = examine(**elsewhere)

    assert status == 1
    assert found["migrations"]["remedy"] == "Run `okr migrate`."
    assert "may not create tables" in found["owner role"]["said"]


@pytest.mark.parametrize(
    ("roles", "check", "said"),
    [
        (("superuser", "owner"), "app role", "is a superuser"),
        (("owner", "owner"), "app role", "owns tables"),
        (("app", "app"), "owner role", "does not own"),
        (("app", "superuser"), "owner role", "is in another database"),
    ],
)
def test_a_role_that_is_not_the_right_one_is_named(
    examine: Examine, migrated: Postgres, roles: tuple[str, str], check: str, said: str
) -> None:
    app, owner = [getattr(migrated, f"{role}_url") for role in roles]
    status, found = examine(database_url=app, owner_database_url=owner)

    assert status == 1
    assert said in found[check]["said"]
    assert found[check]["remedy"]


SICK: list[tuple[str, str, str, dict[str, Any]]] = [
    ("UPDATE alembic_version SET version_num = 'ffff'", "UPDATE alembic_version SET version_num = "
     "'{head}'", "migrations", {"said": "ahead", "remedy": "newer version"}),
    ("DELETE FROM alembic_version", "INSERT INTO alembic_version VALUES ('{head}')",
     "migrations", {"said": "behind", "remedy": "okr migrate"}),
    ("REVOKE SELECT ON cycle FROM okr_app", "GRANT SELECT ON cycle TO okr_app",
     "tenancy", {"said": "may not read 1", "remedy": "privileges"}),
    ("ALTER TABLE cycle DISABLE ROW LEVEL SECURITY", "ALTER TABLE cycle ENABLE ROW LEVEL SECURITY",
     "tenancy", {"said": "off on 1", "remedy": "policies"}),
    ("ALTER TABLE cycle NO FORCE ROW LEVEL SECURITY", "ALTER TABLE cycle FORCE ROW LEVEL SECURITY",
     "tenancy", {"said": "off on 1", "remedy": "policies"}),
]  # fmt: skip


@pytest.mark.parametrize(("harm", "cure", "check", "expected"), SICK)
def test_tables_that_are_not_as_they_should_be_are_found(
    examine: Examine, migrated: Postgres, harm: str, cure: str, check: str, expected: dict[str, str]
) -> None:
    head = examine(**urls(migrated))[1]["migrations"]["said"].rpartition(" ")[2]

    with changed(migrated.owner_url, harm, cure.format(head=head)):
        status, found = examine(**urls(migrated))

    assert (status, found[check]["grade"]) == (1, "fail")
    for part, text in expected.items():
        assert text in found[check][part]
    assert examine(**urls(migrated))[0] == 0


def test_more_connections_than_there_are_is_warned_of(examine: Examine, migrated: Postgres) -> None:
    with changed(
        migrated.superuser_url,
        "ALTER ROLE okr_app CONNECTION LIMIT 19",
        "ALTER ROLE okr_app CONNECTION LIMIT -1",
    ):
        status, found = examine(**urls(migrated))

    assert (status, found["connections"]["grade"]) == (0, "warn")
    assert "20 of 19" in found["connections"]["said"]


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        (("14.19", "okr", 14, "UTF8"), Grade.fail),
        (("15.1", "okr", 15, "UTF8"), Grade.ok),
        (("18.6", "okr", 18, "SQL_ASCII"), Grade.fail),
        (("19.0", "okr", 19, "UTF8"), Grade.warn),
    ],
)
def test_postgres_is_one_that_the_tests_know(
    facts: tuple[str, str, int, str], grade: Grade
) -> None:
    assert server.judged(*facts).grade is grade


@pytest.mark.parametrize(
    ("seconds", "grade"), [(0, Grade.ok), (1.9, Grade.ok), (2, Grade.warn), (30, Grade.fail)]
)
def test_clocks_that_disagree_are_told_apart(seconds: float, grade: Grade) -> None:
    assert clock.judged(timedelta(seconds=seconds), ahead=True).grade is grade


def test_a_machine_in_the_past_is_found(
    examine: Examine, migrated: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.doctor.clock.now", lambda: now() - timedelta(seconds=90))

    status, found = examine(**urls(migrated))

    assert status == 1
    assert found["clock"]["said"].startswith("Postgres is 90.")
    assert "ahead of this machine" in found["clock"]["said"]


def test_an_organization_whose_zone_postgres_has_lost_is_named(
    examine: Examine, okr: Okr, migrated: Postgres
) -> None:
    okr("org", "create", "Mars", "--owner-email", "a@mars.example", "--owner-name", "A",
        "--slug", "mars", database_url=migrated.app_url)  # fmt: skip
    with changed(
        migrated.superuser_url.replace("/postgres?", "/okr?"),
        "UPDATE organization SET timezone = 'Mars/Olympus' WHERE slug = 'mars'",
        "UPDATE organization SET timezone = 'UTC' WHERE slug = 'mars'",
    ):
        status, found = examine(**urls(migrated))

    assert status == 1
    assert "mars: nobody can enter" in found["time zones"]["said"]
