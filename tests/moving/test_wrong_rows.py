"""What is wrong in a sheet is told by its line, with what to do next."""

from pathlib import Path

import httpx2

from tests.moving.conftest import PASSWORD, Company, Found, sent
from tests.moving.sheets import SMALL, write


def test_a_row_that_the_service_refuses_is_told_and_all_else_comes_in(
    found: Found, tmp_path: Path
) -> None:
    company = found("mistaken")
    contradicting = SMALL["key_results"].replace('"12,5",3', '"12,5",30')
    looping = SMALL["alignments"] + "top,supports,ann\n"
    folder = write(tmp_path / "sheets", key_results=contradicting, alignments=looping)

    status, said = company.move_in(folder, "--invitations", tmp_path / "invitations.csv")

    assert status == 1
    assert "key_results.csv, line 4, target: " in said
    assert "alignments.csv, line 3, child: “bo” could not be made" in said
    assert "Correct its row first." in said
    assert "alignments.csv, line 5: " in said
    assert "(top -> ann -> top)" in said
    assert "-> Leave one of these alignments out." in said
    assert "4 rows are wrong:" in said
    assert "run the same command again: what is there stays as it is. Nobody was invited" in said
    assert "Traceback" not in said
    assert [company.count(path) for path in ("/objectives", "/alignments")] == [2, 1]

    assert company.move_in(write(folder))[0] == 0
    assert [company.count(path) for path in ("/objectives", "/alignments")] == [3, 3]


def test_refusals_come_in_the_language_that_is_asked_for(found: Found, tmp_path: Path) -> None:
    company = found("chinese")
    wrong = SMALL["cycles"].replace("2027-12-31", "2026-12-31")

    status, said = company.move_in(write(tmp_path, cycles=wrong), "--language", "zh")

    assert status == 1
    assert "cycles.csv, line 2, ends_on: 周期" in said
    assert "objectives.csv, line 2, cycle: There is no cycle “2027”" in said


def test_sheets_that_do_not_agree_are_told_before_anything_is_sent(
    found: Found, tmp_path: Path
) -> None:
    company = found("disagreeing")
    folder = write(
        tmp_path,
        people=SMALL["people"].replace("研发", "研法") + "ANN@x.example,Ann,,\n",
        objectives=SMALL["objectives"].replace("bo@x", "nobody@x").replace("Brand", "Brnd"),
        key_results=SMALL["key_results"].replace('"12,5"', '"1,000"').replace("ann,,", "ane,,"),
        alignments=SMALL["alignments"].replace("bo,supports", "no,supports"),
    )

    status, said = company.move_in(folder)

    assert status == 1
    for told in (
        "people.csv, line 3, teams: “研法” is neither in teams.csv nor in the organization.",
        "people.csv, line 4, email: The same stands in line 2.",
        "objectives.csv, line 3, owner: “Brnd” is no e-mail in people.csv",
        "objectives.csv, line 4, owner: “nobody@x.example” is no e-mail",
        "key_results.csv, line 3, objective: No row of objectives.csv has the key “ane”.",
        "key_results.csv, line 4, start: “1,000” is not a number.\n    -> Write digits",
        "alignments.csv, line 4, child: No row of objectives.csv or key_results.csv",
        "Nothing was sent. Correct these rows",
    ):
        assert told in said
    assert company.count("/members") == 1


def test_where_one_of_the_people_is_refused_nobody_comes(found: Found, tmp_path: Path) -> None:
    company = found("picky")
    wrong = SMALL["people"].replace("王小明,,", "王小明,boss,")

    status, said = company.move_in(write(tmp_path, people=wrong))

    assert status == 1
    assert "people.csv, line 3, role: " in said
    assert "Nobody was let in, so nothing else was sent." in said
    assert [company.count(path) for path in ("/members", "/themes")] == [1, 0]


def test_a_token_that_does_not_reach_far_enough_is_told_so(found: Found, tmp_path: Path) -> None:
    company = found("short")
    place, asked = company.place, {"name": "reader", "scopes": ["write"]}
    form = {"grant_type": "password", "username": "ada@short.example", "password": PASSWORD}
    session = httpx2.post(f"{place.url}/v1/auth/token", data=form).json()["access_token"]
    reader = Company(place, "short", sent(place, "/me/tokens", asked, session)["token"])

    status, said = reader.move_in(write(tmp_path))

    assert (status, "Traceback" in said) == (1, False), said
    assert "Nobody was let in, so nothing else was sent." in said
    assert company.count("/members") == 1


def test_a_sheet_that_cannot_be_read_says_why(found: Found, tmp_path: Path) -> None:
    company = found("unreadable")
    for changed, told in (
        ({"people": "name,role\n"}, "people.csv: its first line has to name the columns email"),
        ({"teams": "name,boss\n"}, "there is no column 'boss'. Known are name, parent, lead."),
        ({"themes": "name\na,b\n"}, "themes.csv, line 2: there are more values than columns."),
        ({"keyresults": "title\n"}, "keyresults.csv is none of the sheets"),
    ):
        status, said = company.move_in(write(tmp_path / str(len(told)), **changed))
        assert (status, told in said) == (1, True), said
    (tmp_path / "gbk").mkdir()
    (tmp_path / "gbk/people.csv").write_bytes("email,name\na@x.example,王\n".encode("gbk"))
    assert "is not UTF-8. In a spreadsheet" in company.move_in(tmp_path / "gbk")[1]
    assert "There is no" in company.move_in(tmp_path / "nowhere")[1]


def test_a_way_in_that_does_not_open_is_told_in_a_sentence(found: Found, tmp_path: Path) -> None:
    company, folder = found("closed"), write(tmp_path)
    for arguments, told in (
        (["--url", "http://127.0.0.1:9"], "does not answer ("),
        (["--url", "ftp://x"], "--url has to begin with http"),
        (["--org", "elsewhere"], "There is no organization “elsewhere” that this token opens."),
    ):
        status, said = company.move_in(folder, *arguments)
        assert (status, told in said, "Traceback" in said) == (1, True, False), said
