"""An operator imports the people of an organization from a file."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.cli.member_file import read_members
from app.embedded.errors import CannotRun
from app.main import create_app
from app.settings import Settings
from tests.cli.conftest import Okr
from tests.fuzz.service import served
from tests.people import Person

TABLE = """\ufeffEmail, Name,role,teams
ann@acme.example,"Lee, Ann",manager,Brand; Shop
bob@acme.example,王小明,,
"""


def kept(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_read_as_people_save_it(tmp_path: Path) -> None:
    assert read_members(kept(tmp_path, "people.csv", TABLE)) == {
        "members": [
            {
                "email": "ann@acme.example",
                "name": "Lee, Ann",
                "role": "manager",
                "teams": ["Brand", "Shop"],
            },
            {"email": "bob@acme.example", "name": "王小明", "teams": []},
        ]
    }


def test_a_table_with_semicolons_is_one_as_well(tmp_path: Path) -> None:
    text = 'email;name;teams\r\nann@acme.example;"Ann\nLee";"Brand;Shop"\r\n'
    [ann] = read_members(kept(tmp_path, "people.csv", text))["members"]
    assert ann == {"email": "ann@acme.example", "name": "Ann\nLee", "teams": ["Brand", "Shop"]}


def test_json_is_the_body_or_its_members(tmp_path: Path) -> None:
    members = [{"email": "ann@acme.example", "name": "Ann"}]
    body = {"members": members, "teams": [{"name": "Brand"}]}
    assert read_members(kept(tmp_path, "a.json", json.dumps(body))) == body
    assert read_members(kept(tmp_path, "b.json", json.dumps(members))) == {"members": members}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "", "first line"),
        ("a.csv", "name,role\nAnn,member\n", "first line"),
        ("a.csv", "email,name,team\n", "'team'"),
        ("a.csv", "email,name\na@b.example,Ann,member\n", "line 2"),
        ("a.json", "{", "not JSON"),
        ("a.json", "1", "list of members"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(CannotRun, match=said):
        read_members(kept(tmp_path, name, text))
    with pytest.raises(CannotRun, match="Cannot read"):
        read_members(tmp_path / "none.csv")


@pytest.fixture
async def personal(app: FastAPI, boss: AsyncClient) -> str:
    new = {"name": "import", "scopes": ["admin"]}
    made = await boss.post("http://test/v1/me/tokens", json=new)
    token: str = made.json()["token"]
    return token


async def test_a_file_is_imported_over_http_and_its_invitations_are_printed(
    okr: Okr, settings: Settings, boss: AsyncClient, olga: Person, personal: str, tmp_path: Path
) -> None:
    path = kept(tmp_path, "people.csv", TABLE)
    with served(create_app(settings)) as address:
        where: dict[str, Any] = {"url": address, "token": personal}
        status, said, complaint = okr(
            "member", "import", str(path), "--org", str(olga.org_id), **where
        )
        again = okr("member", "import", str(path), "--org", str(olga.org_id), **where)

    assert (status, complaint.strip()) == (0, "2 members invited, 2 teams made.")
    table = list(csv.DictReader(io.StringIO(said)))
    assert [row["name"] for row in table] == ["Lee, Ann", "王小明"]
    assert all(len(row["token"]) > 40 for row in table)
    assert len((await boss.get("/members")).json()["items"]) == 3
    assert again[0] != 0
    assert "member 1 (ann@acme.example), email: Somebody with this e-mail" in again[2]


def test_a_service_that_is_not_there_is_said_so(okr: Okr, tmp_path: Path) -> None:
    path = kept(tmp_path, "people.csv", TABLE)
    status, _, complaint = okr(
        "member", "import", str(path), "--org", "acme", token="x", url="http://127.0.0.1:9"
    )
    assert status != 0
    assert "does not answer" in complaint
    odd = okr("member", "import", str(path), "--org", "acme", token="x", url="file:///etc/passwd")
    assert "--url" in odd[2]
