"""A company of 180 people moves in from a folder of sheets, by one command."""

import re
import signal
import time
from collections import Counter
from typing import Any

from tests.cli.process import said_until
from tests.moving.conftest import SAMPLE, Company, Found

WHOLE = {
    "/members": 181,  # its owner was there
    "/teams": 8,
    "/themes": 4,
    "/cycles": 5,
    "/objectives": 60,
    "/key-results": 200,
    "/alignments": 102,
}
IN_ORDER = "Nothing differs"


def counted(company: Company) -> dict[str, int]:
    return {path: company.count(path) for path in WHOLE}


def by_name(company: Company, path: str) -> dict[str, Any]:
    return {each["name"]: each for each in company.ask(f"{path}?limit=100").json()["items"]}


def last_line(company: Company) -> int:
    """Return the number of the last line of the journal: it moves with every change."""
    return int(company.ask("/journal?limit=1").json()["items"][0]["seq"])


def goal(company: Company, title: str) -> Any:
    [found] = company.ask("/objectives", params={"q": title}).json()["items"]
    return found


def edges(company: Company, **asked: object) -> list[Any]:
    return list(company.ask("/alignments?limit=100", params=asked).json()["items"])


def test_180_people_move_in_with_all_that_they_aim_at_and_a_second_run_changes_nothing(
    found: Found,
) -> None:
    company = found("riverside")

    begun = time.monotonic()
    status, said = company.move_in(SAMPLE)
    took = time.monotonic() - begun

    assert status == 0, said
    assert counted(company) == WHOLE
    assert "people         180 made" in said
    assert re.search(r"555 made in \d+\.\d s\.", said)
    assert took < 60
    assert company.place.okr("verify").stdout.startswith(IN_ORDER)

    written = last_line(company)
    status, said = company.move_in(SAMPLE)

    assert status == 0
    assert "0 made in" in said
    assert "102 were there" in said
    assert last_line(company) == written

    teams = by_name(company, "/teams")
    assert teams["华东销售"]["parent_id"] == teams["Market"]["id"]
    assert teams["研发中心"]["lead"]["name"] == "刘子轩"
    assert teams["Making"]["member_count"] == 8 + 4 - 1  # and one of each team below
    top = goal(company, "两个市场的客户都把我们当作第一选择")
    assert (top["owner"]["kind"], top["state"]) == ("organization", "agreed")
    shared = goal(company, "Dealers in the north order from us first")
    up = edges(company, child_id=shared["id"], relation="contributes")
    assert (len(up), sorted(edge["weight"] for edge in up)) == (2, [0.5, 1])
    relations = Counter(
        {name: len(edges(company, relation=name)) for name in ("supports", "depends_on")}
    )
    assert relations == {"supports": 10, "depends_on": 14}


def test_a_run_that_was_killed_goes_on_where_it_ended(found: Found) -> None:
    company = found("interrupted")

    for part, by in (("objectives.csv     15", signal.SIGKILL), ("26 of 102", signal.SIGINT)):
        process = company.moving(SAMPLE)
        said = said_until(process, part)
        process.send_signal(by)
        said += process.communicate()[0]
        assert process.returncode != 0
        assert counted(company) != WHOLE, said
    assert "Stopped. Run the same command again" in said
    status, said = company.move_in(SAMPLE)

    assert status == 0, said
    assert counted(company) == WHOLE
    assert company.place.okr("verify").stdout.startswith(IN_ORDER)
    assert company.count("/objectives?state=draft") == 4
