"""What the documents name is there: addresses, files, commands, variables."""

import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

from app.cli.okr import okr
from app.settings import Settings

PAGES = sorted([*Path().glob("*.md"), *Path("docs").rglob("*.md")])
README = Path("README.md").read_text()
OPERATORS = Path("docs/operators.md")
SETUP, *STEPS = re.findall(r"```bash\n(.*?)```", README, re.DOTALL)
TOUR = "\n".join(STEPS)
OTHERS = {"OKR_TEST_DATABASE_URL", "OKR_PG_BIN", "OKR_TOKEN"}  # of the tests, and of clients


def as_path(address: str) -> str:
    """Return the path of the contract that an address of the tour asks for."""
    address = address.replace("$ORG", "/v1/orgs/{}").replace("$API", "/v1")
    return re.sub(r"\$[A-Z]+", "{}", address).partition("?")[0]


def test_every_address_of_the_tour_is_in_the_contract() -> None:
    paths = json.loads(Path("openapi/openapi.json").read_text())["paths"]
    known = {re.sub(r"\{\w+\}", "{}", path) for path in paths}

    asked = {as_path(a) for a in re.findall(r"\$(?:API|ORG)/[^\s\"|;]*[^\s\"|;)(]", TOUR)}

    assert len(asked) >= 7
    assert asked - known == set()


def test_the_tour_shows_what_it_promises() -> None:
    for word in ("Idempotency-Key", "If-Match", "Accept-Language", "affected", "alignment-graph",
                 "/sheet?", "kpi-board", "/measurements", "/links"):  # fmt: skip
        assert word in TOUR


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_file_that_a_document_names_is_there(page: Path) -> None:
    text = page.read_text()
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    named = re.findall(
        r"`((?:app|tests|docs|openapi|alembic|requirements|scripts)/[\w./-]+)`", text
    )

    assert [link for link in links if not (page.parent / link).exists()] == []
    assert [name for name in named if not Path(name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_command_that_a_document_names_is_there(page: Path) -> None:
    text = page.read_text()
    targets = re.findall(r"^([a-z0-9-]+):", Path("Makefile").read_text(), re.MULTILINE)
    commands = set(get_command(okr).commands)  # type: ignore[attr-defined]  # a group

    assert set(re.findall(r"\bmake ([a-z]+[a-z0-9-]*)(?=`|\s+#|$)", text, re.MULTILINE)) <= set(
        targets
    )
    assert set(re.findall(r"`okr ([a-z]+)", text)) <= commands


def test_every_variable_is_read_and_every_one_that_is_read_is_told() -> None:
    told, in_readme = [
        set(re.findall(r"OKR_[A-Z_]+", page)) - OTHERS for page in (OPERATORS.read_text(), README)
    ]
    read = {f"OKR_{name.upper()}" for name in Settings.model_fields}

    assert told == read
    assert in_readme - read == set()


def test_a_decision_fits_on_one_screen_and_says_what_holds_it() -> None:
    pages = sorted(Path("docs/decisions").glob("*.md"))

    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text()
        assert text.count("\n") <= 40, page
        for part in ("Context", "Decision", "Consequences", "Alternatives", "Enforced by"):
            assert f"**{part}.**" in text, page
