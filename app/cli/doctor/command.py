"""The command itself."""

from typing import Annotated

import typer
from pydantic import ValidationError

from app.cli.doctor.effective import Setting, effective
from app.cli.doctor.examination import examined
from app.cli.doctor.finding import Finding, Grade, fail, worst
from app.cli.doctor.report import as_json, as_text
from app.cli.wrong_settings import wrong_settings
from app.settings import Settings

REMEDY = "Correct it in the environment or in .env: docs/operators.md lists the settings."


def doctor(
    for_scripts: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show the settings in effect, and check what the service needs; change nothing."""
    settings, findings = examination()
    typer.echo((as_json if for_scripts else as_text)(settings, findings))
    if worst(findings) is Grade.fail:
        raise typer.Exit(1)


def examination() -> tuple[list[Setting], list[Finding]]:
    """Return the settings and what is found, or what is wrong with the settings themselves."""
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = wrong_settings(error)
        return [], [fail("settings", f"{name}: {what}", REMEDY) for name, what in wrong]
    return list(effective(settings)), list(examined(settings))
