"""What the page for admins asks to paste is pasted, beside a served service."""

import csv
import re
from pathlib import Path

from app.settings import ROOT
from tests.docs.test_tours import pasted, refusals, with_word
from tests.docs.tour import walk
from tests.moving.conftest import SAMPLE, Place

PAGE = ROOT / "docs/admins.md"


@pasted
def test_the_page_for_admins_does_what_it_says(place: Place, tmp_path: Path) -> None:
    settings = {f"OKR_{name.upper()}": value for name, value in place.settings.items()}
    data = Path(place.settings["data_dir"])

    steps = walk(PAGE, data, tmp_path, OKR_URL=place.url, **settings)

    assert refusals(steps) == [409]
    shown = PAGE.read_text().partition("```text\n")[2].partition("```")[0]
    moved = with_word(steps, "--check").printed
    for line in shown.splitlines()[:-1]:
        assert line in moved
    assert re.search(r"555 made in", moved)
    assert "'proposed': 52" in with_word(steps, "nested=true").printed
    invitations = (tmp_path / "invitations.csv").read_text().splitlines()
    assert len(list(csv.DictReader(invitations))) == 180
    assert with_word(steps, "for CYCLE in").printed.split() == ["planning", "active"] * 2
    assert with_word(steps, "/targets").printed.endswith("5100\n")
    chased = with_word(steps, "$ORG/sheets").printed.splitlines()
    assert len(chased) == 100
    assert chased[0].split("\t")[0] == "Harbourlight"
    assert {finding for each in chased for finding in each.split("\t")[1:]} >= {"no_kpi"}
    assert with_word(steps, '{"limits": "enforce"}').printed == "enforce\n"
    assert with_word(steps, "JUDGED=").printed == "shared\n"
    assert with_word(steps, "okr member import").printed.endswith("\n1\n")
    assert with_word(steps, "GOAL=").printed.endswith("accepted\nproposed\n")
    assert with_word(steps, "NEXT=").printed == "53\n"
    assert with_word(steps, '"review"').printed.split()[:3] == ["review", "57", "closed"]
    assert with_word(steps, "LEAVING=").printed.endswith("deactivated\n")
    assert place.okr("verify").returncode == 0


def test_the_page_names_every_sheet_and_every_column_of_the_sample() -> None:
    page = PAGE.read_text()
    for sheet in SAMPLE.glob("*.csv"):
        [told] = re.findall(rf"^\| `{sheet.name}` \| (.*?) \|", page, re.MULTILINE)
        columns = sheet.read_text(encoding="utf-8-sig").partition("\n")[0].split(",")
        assert set(columns) <= set(re.split(r"[*, ]+", told)), sheet
