"""Pages as people get them: `make test-browser`, never a part of `make test`.

The demo is served, its sheets are opened by links in a Chromium and printed. The pictures lie in
`.browser`, to be looked at.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Client

from app.settings import ROOT
from tests.browser import chromium
from tests.browser.chromium import INSIDE_A4, Tab

PICTURES = ROOT / ".browser"
LANGUAGES, WIDTHS = ("en", "zh"), (1280, 390)
MOST_PAGES = 2
# What sticks out of the window, or is cut off where it stands.
SPILLED = """[...document.body.querySelectorAll('*')].filter(e => {
    const box = e.getBoundingClientRect()
    return box.right > innerWidth + 1 || box.left < -1
        || (!e.closest('svg') && getComputedStyle(e).display !== 'inline'
            && e.clientWidth && e.scrollWidth > e.clientWidth + 1)
}).map(e => e.outerHTML.slice(0, 120))"""

pytestmark = pytest.mark.skipif(
    chromium.found() is None,
    reason="there is no Chromium here: install it (Debian: apt install chromium fonts-noto-cjk)",
)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    PICTURES.mkdir(exist_ok=True)
    with chromium.tab(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def api(demo_data: Path) -> Iterator[Client]:
    """A client of the demo, in its organization."""
    told = json.loads((demo_data / "demo.json").read_text())
    base = f"{told['base_url']}/v1/orgs/{told['org']}"
    headers = {"Authorization": f"Bearer {told['token']}"}
    with Client(base_url=base, headers=headers) as client:
        yield client


@pytest.fixture(scope="module")
def paths(api: Client) -> dict[str, str]:
    """The sheets to look at: the company's, and of a team and a member who have one."""
    cycle = cycle_of(api)
    objectives = api.get("/objectives", params={"cycle_id": cycle, "limit": 100}).json()["items"]
    owners = {each["owner"]["kind"]: each["owner"]["id"] for each in objectives}
    return {
        "organization": "/sheets/organization",
        "team": f"/sheets/teams/{owners['team']}",
        "member": f"/sheets/members/{owners['member']}",
    }


def cycle_of(api: Client) -> str:
    """Return the quarter that is under way."""
    asked = {"state": "active", "kind": "quarter"}
    return str(api.get("/cycles", params=asked).json()["items"][0]["id"])


def link(api: Client, path: str) -> dict[str, Any]:
    new = {"path": path, "query": {"cycle_id": cycle_of(api)}}
    made = api.post("/links", json=new)
    assert made.status_code == 201, made.text
    return dict(made.json())


def ensure_quiet(tab: Tab, url: str) -> None:
    """Fail where a page asks for anything, or complains of anything."""
    assert [each["request"]["url"] for each in tab.told("Network.requestWillBeSent")] == [url]
    entries = [each["entry"] for each in tab.told("Log.entryAdded")]
    assert [each["text"] for each in entries if each["level"] in ("error", "warning")] == []
    assert tab.told("Runtime.exceptionThrown") + tab.told("Runtime.consoleAPICalled") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("whose", ["organization", "team", "member"])
def test_a_sheet_fits_every_screen_and_paper(
    tab: Tab, api: Client, paths: dict[str, str], whose: str, language: str
) -> None:
    url = link(api, paths[whose])["url"]

    for width in WIDTHS:
        tab.open(url, width, language)
        tab.picture(PICTURES / f"{whose}-{language}-{width}.png")
        ensure_quiet(tab, url)
        assert tab.run(SPILLED) == []
        assert tab.run("document.documentElement.lang") == language

    tab.open(url, INSIDE_A4, language, media="print")
    tab.picture(PICTURES / f"{whose}-{language}-print.png")
    assert tab.run(SPILLED) == []
    pdf = tab.printed(PICTURES / f"{whose}-{language}.pdf")
    assert 1 <= pages_in(pdf) <= MOST_PAGES


def pages_in(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_has_ended_says_so_readably(
    tab: Tab, api: Client, paths: dict[str, str], language: str
) -> None:
    made = link(api, paths["organization"])
    assert api.delete(f"/links/{made['id']}").status_code == 204

    for width in WIDTHS:
        tab.open(made["url"], width, language)
        tab.picture(PICTURES / f"ended-{language}-{width}.png")
        assert tab.run(SPILLED) == []
        assert tab.run("document.querySelector('.code').textContent") == "401"


def test_the_language_changes_in_the_page(tab: Tab, api: Client, paths: dict[str, str]) -> None:
    tab.open(link(api, paths["organization"])["url"], 1280, "en")
    chinese = tab.run("document.querySelector('nav a[lang=zh]').href")

    tab.open(chinese, 1280, "en")

    assert tab.run("document.documentElement.lang") == "zh"
    assert tab.run("document.referrer") == ""
