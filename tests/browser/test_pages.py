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
from tests.browser import chromium, full
from tests.browser.chromium import INSIDE_A4, Tab

PICTURES = ROOT / ".browser"
LANGUAGES, WIDTHS = ("en", "zh"), (1280, 390)
MOST_PAGES = 2
UNDER_WAY = {"state": "active", "kind": "year"}
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
def links(api: Client) -> dict[str, str]:
    """Links to what is looked at: the demo's sheets, and one that is as full as can be."""
    cycle = str(api.get("/cycles", params=UNDER_WAY).json()["items"][0]["id"])
    of_demo = {"organization": "/sheets/organization"} | {
        kind: f"/sheets/{kind}s/{owner_of(api, kind, cycle)}" for kind in ("team", "member")
    }
    client, owner, year = full.settled(api)
    full.fill(client, owner, year)
    whole = link(client, f"/sheets/members/{owner['id']}", year)
    client.close()
    return {whose: link(api, path, cycle)["url"] for whose, path in of_demo.items()} | {
        "full": whole["url"]
    }


def owner_of(api: Client, kind: str, cycle: str) -> str:
    """Return a team or a member who means to do something."""
    goals = api.get("/objectives", params={"cycle_id": cycle, "limit": 100}).json()["items"]
    return str(next(o["owner"]["id"] for o in goals if o["owner"]["kind"] == kind))


def link(api: Client, path: str, cycle: str) -> dict[str, Any]:
    return full.sent(api, "/links", {"path": path, "query": {"cycle_id": cycle}})


def ensure_quiet(tab: Tab, url: str) -> None:
    """Fail where a page asks for anything, or complains of anything."""
    assert [each["request"]["url"] for each in tab.told("Network.requestWillBeSent")] == [url]
    entries = [each["entry"] for each in tab.told("Log.entryAdded")]
    assert [each["text"] for each in entries if each["level"] in ("error", "warning")] == []
    assert tab.told("Runtime.exceptionThrown") + tab.told("Runtime.consoleAPICalled") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("whose", ["full", "organization", "team", "member"])
def test_a_sheet_fits_every_screen_and_paper(
    tab: Tab, links: dict[str, str], whose: str, language: str
) -> None:
    url = links[whose]

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
def test_a_link_that_has_ended_says_so_readably(tab: Tab, api: Client, language: str) -> None:
    cycle = str(api.get("/cycles", params=UNDER_WAY).json()["items"][0]["id"])
    made = link(api, "/sheets/organization", cycle)
    assert api.delete(f"/links/{made['id']}").status_code == 204

    for width in WIDTHS:
        tab.open(made["url"], width, language)
        tab.picture(PICTURES / f"ended-{language}-{width}.png")
        assert tab.run(SPILLED) == []
        assert tab.run("document.querySelector('.code').textContent") == "401"


def test_the_language_changes_in_the_page(tab: Tab, links: dict[str, str]) -> None:
    tab.open(links["full"], 1280, "en")
    chinese = tab.run("document.querySelector('nav a[lang=zh]').href")

    tab.open(chinese, 1280, "en")

    assert tab.run("document.documentElement.lang") == "zh"
    assert tab.run("document.referrer") == ""
