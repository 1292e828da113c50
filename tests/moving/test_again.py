"""Running it again, over what is there, what is gone, and what got lost on the way."""

import csv
from pathlib import Path

import httpx2

from tests.moving.bad_line import bad_line
from tests.moving.conftest import Found
from tests.moving.sheets import SMALL, write

NO_GOALS = {
    "objectives": "key,cycle,owner,title\n",
    "key_results": "objective,title,kind\n",
    "alignments": "child,parent\n",
}


def test_what_is_there_is_found_and_completed(found: Found, tmp_path: Path) -> None:
    company = found("half-there")
    people = SMALL["people"] + "ada@half-there.example,Ada,manager,Brand\n"
    folder = write(tmp_path, people=people)
    alone = write(tmp_path / "alone", teams="name\nBrand\n研发\n", **NO_GOALS)

    assert company.move_in(alone)[0] == 0
    status, said = company.move_in(folder)

    assert status == 0, said
    assert "people.csv, line 4: Ada is here as owner, not as manager. It stays so." in said
    teams = {team["name"]: team for team in company.ask("/teams").json()["items"]}
    assert teams["研发"]["parent_id"] == teams["Brand"]["id"]
    assert teams["Brand"]["lead"]["name"] == "Ann Lee"
    assert teams["Brand"]["member_count"] == 3


def test_a_row_that_was_added_later_comes_alone(found: Found, tmp_path: Path) -> None:
    company, folder = found("growing"), write(tmp_path)
    company.move_in(folder)
    more = SMALL["key_results"] + "top,top.2,Awards,yes_no,,,,\n"
    write(folder, key_results=more, teams=SMALL["teams"] + "Press,Brand,\n")

    status, said = company.move_in(folder)

    assert (status, "2 made in" in said) == (0, True), said
    assert [company.count(path) for path in ("/key-results", "/teams")] == [4, 3]


def test_what_somebody_has_deleted_since_is_made_anew(found: Found, tmp_path: Path) -> None:
    company = found("deleting")
    idle = SMALL["objectives"] + "idle,2027 Q1,bo@x.example,Nothing hangs on it,,\n"
    folder = write(tmp_path, objectives=idle)
    company.move_in(folder)
    [goal] = company.ask("/objectives", params={"q": "Nothing hangs"}).json()["items"]
    company.ask(f"/objectives/{goal['id']}", "DELETE")

    status, said = company.move_in(folder)

    assert (status, "1 made in" in said) == (0, True), said
    [anew] = company.ask("/objectives", params={"q": "Nothing hangs"}).json()["items"]
    assert anew["id"] != goal["id"]


def test_a_look_sends_nothing(found: Found, tmp_path: Path) -> None:
    company = found("looking")

    status, said = company.move_in(write(tmp_path), "--check")

    assert (status, "Nothing was sent." in said) == (0, True)
    assert company.count("/members") == 1


def test_everybody_gets_one_invitation_and_it_opens(found: Found, tmp_path: Path) -> None:
    company, folder, file = found("inviting"), write(tmp_path), tmp_path / "invitations.csv"

    assert company.move_in(folder, "--invitations", file)[0] == 0
    first = file.read_text()
    assert company.move_in(folder, "--invitations", file)[0] == 0

    assert file.read_text() == first
    assert file.stat().st_mode & 0o077 == 0
    ann, _ = csv.DictReader(first.splitlines())
    opened = httpx2.post(
        f"{company.place.url}/v1/auth/invitations",
        json={"token": ann["token"], "password": "correct horse battery"},
    )
    assert (opened.status_code, opened.json()["member"]["name"]) == (200, "Ann Lee")


def test_an_answer_that_gets_lost_doubles_nothing(found: Found, tmp_path: Path) -> None:
    company = found("lossy")
    with bad_line(company.place.url) as line:
        status, said = company.move_in(write(tmp_path), "--url", line)

    assert status == 0, said
    assert "No answer (" in said
    counts = [company.count(path) for path in ("/members", "/teams", "/objectives", "/alignments")]
    assert counts == [3, 2, 3, 3]
