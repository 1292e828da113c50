"""An operator founds an organization where strangers may not register."""

import io
import re

import pytest

from app.embedded.server import Postgres
from tests.cli.conftest import Ask, Okr

PASSWORD = "correct horse battery"


def owner(email: str) -> list[str]:
    return ["--owner-email", email, "--owner-name", "Ada"]


def signed_in(ask: Ask, email: str, password: str) -> dict[str, str]:
    form = {"grant_type": "password", "username": email, "password": password}
    answer = ask("POST", "/auth/token", data=form)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_its_owner_signs_in_with_the_password_that_was_shown_once(
    okr: Okr, ask: Ask, migrated: Postgres
) -> None:
    place = ["--timezone", "Europe/Berlin", "--locale", "zh"]
    status, said, _ = okr(
        "org", "create", "Räder & Co", *owner("Ada@wheels.example"), *place,
        database_url=migrated.app_url,
    )  # fmt: skip

    assert status == 0
    (password,) = re.findall(r"Password +(\S{16,})", said)
    assert said.count(password) == 1
    credential = signed_in(ask, "ada@wheels.example", password)
    (membership,) = ask("GET", "/me", headers=credential).json()["memberships"]
    assert (membership["org"]["slug"], membership["role"]) == ("rader-co", "owner")
    org = ask("GET", "/orgs/rader-co", headers=credential).json()
    assert (org["name"], org["timezone"], org["locale"]) == ("Räder & Co", "Europe/Berlin", "zh")
    journal = ask("GET", "/orgs/rader-co/journal", headers=credential).json()["items"]
    assert [line["action"] for line in journal] == ["member.created", "organization.created"]
    assert {line["request_id"] for line in journal} == {"okr org create"}


def test_a_password_from_the_input_is_taken_and_not_repeated(
    okr: Okr, ask: Ask, migrated: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    status, said, complaint = okr(
        "org", "create", "Locks", *owner("ada@locks.example"), "--password-stdin",
        database_url=migrated.app_url,
    )  # fmt: skip

    assert status == 0
    assert PASSWORD not in said + complaint
    assert signed_in(ask, "ada@locks.example", PASSWORD)


def test_who_has_an_account_owns_the_second_one_too_and_keeps_the_password(
    okr: Okr, ask: Ask, migrated: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = migrated.app_url
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n{PASSWORD}\n"))
    okr(
        "org", "create", "One", *owner("ada@two.example"), "--password-stdin", database_url=url
    )  # fmt: skip

    refused, _, complaint = okr("org", "create", "Two", *owner("ada@two.example"),
                                "--password-stdin")  # fmt: skip
    status, said, _ = okr("org", "create", "Two", *owner("ada@two.example"))

    assert (refused, "leave --password-stdin out" in complaint) == (2, True)
    assert (status, "keeps its name and password" in said) == (0, True)
    credential = signed_in(ask, "ada@two.example", PASSWORD)
    memberships = ask("GET", "/me", headers=credential).json()["memberships"]
    assert [(m["org"]["slug"], m["role"]) for m in memberships] == [
        ("one", "owner"),
        ("two", "owner"),
    ]


def test_what_is_wrong_is_said_option_by_option(okr: Okr, migrated: Postgres) -> None:
    status, _, complaint = okr(
        "org", "create", "X", *owner("no address"), "--slug", "Not This", "--timezone", "Mars",
        database_url=migrated.app_url,
    )  # fmt: skip

    assert status == 2
    options = [line.partition(":")[0] for line in complaint.splitlines()]
    assert options == ["--owner-email", "--slug", "--timezone"]


def test_a_slug_that_is_taken_leaves_nothing_behind(okr: Okr, ask: Ask, migrated: Postgres) -> None:
    url = migrated.app_url
    okr("org", "create", "Mine", *owner("ada@mine.example"), "--slug", "mine", database_url=url)

    status, _, complaint = okr(
        "org", "create", "Mine", *owner("bob@mine.example"), "--slug", "mine"
    )

    assert (status, complaint.count("\n")) == (2, 1)
    assert "slug" in complaint
    form = {"grant_type": "password", "username": "bob@mine.example", "password": PASSWORD}
    assert ask("POST", "/auth/token", data=form).status_code == 400
    assert okr("org", "create", "Bob's", *owner("bob@mine.example"))[1].count("Password") == 1


@pytest.mark.parametrize("command", [
    ("org", "create", "X", *owner("a@b.example")),
    ("token", "create", "--email", "a@b.example", "--name", "x", "--scope", "read"),
])  # fmt: skip
def test_without_a_database_with_its_tables_it_says_what_to_do(
    okr: Okr, postgres: Postgres, command: tuple[str, ...]
) -> None:
    status, _, nowhere = okr(*command)
    assert (status, nowhere.count("\n")) == (2, 1)
    assert "Set OKR_DATABASE_URL" in nowhere

    untouched = postgres.app_url.replace("/okr?", "/template1?")
    status, _, empty = okr(*command, database_url=untouched)
    assert (status, empty.count("\n")) == (2, 1)
    assert "`okr migrate`" in empty

    status, _, away = okr(*command, database_url="postgresql://okr_app:secret@127.0.0.1:1/okr")
    assert (status, away.count("\n")) == (2, 1)
    assert "`okr doctor`" in away
    assert "secret" not in away
