"""`okr openapi`: the contract, written down or compared."""

import json
from difflib import unified_diff
from typing import Annotated

import typer

from app.embedded.errors import CannotRun
from openapi.__main__ import DOCUMENT, contract

SHOWN = 40  # lines of difference: the rest is seen in `git diff`
DIFFERS = (
    "The committed contract is not what the service serves: run `make openapi`, read the diff."
)


def openapi(
    check: Annotated[bool, typer.Option("--check", help="Write nothing, compare.")] = False,
) -> None:
    """Write openapi/openapi.json, or tell whether it is current."""
    current = json.dumps(contract(), indent=2, sort_keys=True) + "\n"
    if not check:
        DOCUMENT.write_text(current)
    elif difference := compare(DOCUMENT.read_text(), current):
        typer.echo("\n".join(difference[:SHOWN]))
        raise Differs(f"{DIFFERS} ({len(difference)} lines)")


class Differs(CannotRun):
    """The check has found something."""

    status = 1


def compare(committed: str, current: str) -> list[str]:
    """Return the lines that differ, with little around them."""
    lines = committed.splitlines(), current.splitlines()
    return list(unified_diff(*lines, "committed", "served", n=1, lineterm=""))
