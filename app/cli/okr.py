"""Every command in one place, and how each says that it cannot run."""

import sys

import typer
from pydantic import ValidationError

from app.cli.demo import demo
from app.cli.doctor import doctor
from app.cli.member import member
from app.cli.migrate import migrate
from app.cli.openapi import openapi
from app.cli.org import org
from app.cli.serve import serve
from app.cli.token import token
from app.cli.verify import verify
from app.cli.wrong_settings import wrong_settings
from app.embedded.errors import CannotRun

okr = typer.Typer(
    help="The open OKR service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (serve, demo, migrate, doctor, verify, openapi):
    okr.command()(command)
okr.add_typer(org, name="org")
okr.add_typer(token, name="token")
okr.add_typer(member, name="member")


def main() -> None:
    """Run a command; what a person can put right is one sentence and no traceback."""
    try:
        okr()
    except CannotRun as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.status) from None
    except ValidationError as error:
        if error.title != "Settings":
            raise
        for name, what in wrong_settings(error):
            print(f"{name}: {what}.", file=sys.stderr)
        raise SystemExit(CannotRun.status) from None
