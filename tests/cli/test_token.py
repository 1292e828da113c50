"""An operator makes a token for somebody's scripts."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from app.embedded.server import Postgres
from tests.cli.conftest import Ask, Okr

Make = Callable[..., tuple[int, str, str]]
EMAIL = "eve@tokens.example"


@pytest.fixture
def make(okr: Okr, migrated: Postgres) -> Make:
    """Make a token of somebody who owns two organizations."""
    for name in ("Here", "There"):
        okr(
            "org", "create", name, "--slug", name.lower(), "--owner-email", EMAIL,
            "--owner-name", "Eve", database_url=migrated.app_url,
        )  # fmt: skip
    return lambda *options: okr("token", "create", "--name", "CI", "--email", EMAIL, *options)


async def sessions_of(postgres: Postgres) -> tuple[int, int]:
    """Return how many sessions the account has had, and how many of them open something."""
    connection = await asyncpg.connect(postgres.owner_url.replace("+asyncpg", ""))
    counted = await connection.fetchrow(
        "SELECT count(*), count(*) FILTER (WHERE ended_at IS NULL) FROM session s"
        " JOIN account a ON a.id = s.account_id WHERE a.email = $1",
        EMAIL,
    )
    await connection.close()
    return tuple(counted)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.strip()}"}


def test_it_stands_alone_on_the_output_and_opens_the_door(make: Make, ask: Ask) -> None:
    status, said, beside = make("--scope", "read", "--scope", "admin")

    assert status == 0
    assert re.fullmatch(r"okr_pat_\w{36}\n", said)
    assert said.strip() not in beside
    assert ask("GET", "/me", headers=bearer(said)).json()["email"] == EMAIL
    new = {"name": "2027", "kind": "year", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    for org in ("here", "there"):
        made = ask("POST", f"/orgs/{org}/cycles", headers=bearer(said), json=new)
        assert made.status_code == 201, made.text


def test_it_may_be_bound_to_one_organization_and_to_reading_until_a_day(
    make: Make, ask: Ask
) -> None:
    last = datetime.now(UTC).date() + timedelta(days=7)
    _, said, beside = make("--scope", "read", "--org", "here", "--expires-on", str(last))

    assert str(last) in beside
    assert ask("GET", "/orgs/here", headers=bearer(said)).status_code == 200
    assert ask("GET", "/orgs/there", headers=bearer(said)).status_code == 404
    new = {"name": "2028", "kind": "year", "starts_on": "2028-01-01", "ends_on": "2028-12-31"}
    refused = ask("POST", "/orgs/here/cycles", headers=bearer(said), json=new)
    assert refused.json()["code"] == "scope_too_low"


def test_it_leaves_no_session_that_lives(make: Make, migrated: Postgres) -> None:
    make("--scope", "read")

    sessions, living = asyncio.run(sessions_of(migrated))
    assert (sessions > 0, living) == (True, 0)


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        (("--scope", "read", "--org", "nowhere"), "--org: they are no active member there"),
        (("--scope", "read", "--expires-on", "someday"), "--expires-on: Give a day"),
        (("--scope", "read", "--expires-on", "2001-01-01"), "--expires-on: A token ends between"),
        (("--scope", "read", "--email", "nobody@tokens.example"), "`okr org create`"),
        (("--scope", "read", "--name", ""), "--name: Give at least 1"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    make: Make, options: tuple[str, ...], remedy: str
) -> None:
    status, said, complaint = make(*options)

    assert (status, said, complaint.count("\n")) == (2, "", 1)
    assert remedy in complaint
