"""`okr member`: members, by the file."""

import csv
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.api import Refused, post
from app.cli.member_file import read_members
from app.embedded.errors import CannotRun

member = typer.Typer(help="Members.", no_args_is_help=True)

HERE = "http://127.0.0.1:8000"
MADE = "{member_count} members invited, {team_count} teams made."
NOT_INVITED = "{member_count} members made, {team_count} teams made; nobody is invited yet."
NOTHING = "Nothing was made: {detail}"


@member.callback()
def members() -> None:
    """Members of an organization."""


@member.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV (email, name, role, teams) or JSON.")],
    org: Annotated[str, typer.Option(help="The organization: its slug or its id.")],
    token: Annotated[
        str, typer.Option(envvar="OKR_TOKEN", help="A personal token with scope admin.")
    ],
    url: Annotated[str, typer.Option(envvar="OKR_URL", help="Where the service is.")] = HERE,
    invite: Annotated[bool, typer.Option(help="Print an invitation for each.")] = True,
) -> None:
    """Make all members of a file with their teams, or none; print their invitations as CSV."""
    body = read_members(file) | {"invite": invite}
    try:
        made = post(f"{url.rstrip('/')}/v1/orgs/{org}/member-imports", token, body)
    except Refused as refused:
        raise CannotRun(because_of(refused.problem, body)) from None
    typer.echo((MADE if invite else NOT_INVITED).format_map(made), err=True)
    if invite:
        write(made["members"])


def write(members: list[dict[str, Any]]) -> None:
    """Print who gets in by what, for somebody to hand over."""
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(("email", "name", "token", "expires_at"))
    for each in members:
        table.writerow((each["email"], each["name"], *each["invitation"].values()))


def because_of(problem: dict[str, Any], body: dict[str, Any]) -> str:
    """Say why nothing was made, row by row."""
    lines = [f"{place_of(e['pointer'], body)}: {e['detail']}" for e in problem["errors"]]
    return "\n".join([NOTHING.format_map(problem), *lines])


def place_of(pointer: str, body: dict[str, Any]) -> str:
    """Say which row a pointer is about, by what the file calls it."""
    where, _, rest = pointer.removeprefix("/").partition("/")
    number, _, field = rest.partition("/")
    if where not in ("members", "teams") or not number.isdigit():
        return where or "The file"
    row = body[where][int(number)]
    known = row.get("email") or row.get("name") if isinstance(row, dict) else None
    return f"{where[:-1]} {int(number) + 1} ({known or '-'}), {field}"
