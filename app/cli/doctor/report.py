"""What is shown of an examination: to people, and to scripts."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import typer

from app.cli.doctor.effective import Setting
from app.cli.doctor.finding import Finding, Grade, worst

COLOURS = {Grade.ok: "green", Grade.warn: "yellow", Grade.fail: "red"}
VERDICT = {
    Grade.ok: "All is well.",
    Grade.warn: "It can serve; see to what is warned of.",
    Grade.fail: "It cannot serve like this: {n} failed.",
}


def as_json(settings: Sequence[Setting], findings: Sequence[Finding]) -> str:
    """Write it for scripts."""
    said = {"status": worst(findings), "settings": settings, "checks": findings}
    return json.dumps(said, default=asdict, indent=2)


def as_text(settings: Sequence[Setting], findings: Sequence[Finding]) -> str:
    """Write it for people."""
    failed = sum(finding.grade is Grade.fail for finding in findings)
    verdict = typer.style(VERDICT[grade := worst(findings)].format(n=failed), fg=COLOURS[grade])
    return "\n".join([*of_settings(settings), *of_findings(findings), verdict])


def of_settings(settings: Sequence[Setting]) -> Iterator[str]:
    """Yield a line a setting; what nobody has set is dim."""
    width = max((len(setting.name) for setting in settings), default=0)
    if settings:
        yield typer.style("Settings", bold=True)
    for setting in settings:
        line = f"  {setting.name:{width}}  {setting.value or '-'}"
        default = setting.source == "default"
        yield typer.style(line, dim=True) if default else f"{line}  ({setting.source})"
    if settings:
        yield ""


def of_findings(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a line a finding, and under it what to do."""
    width = max(len(finding.check) for finding in findings)
    yield typer.style("Checks", bold=True)
    for finding in findings:
        grade = typer.style(f"{finding.grade:4}", fg=COLOURS[finding.grade])
        yield f"  {grade}  {finding.check:{width}}  {finding.said}"
        if finding.remedy:
            yield f"        {'':{width}}  -> {finding.remedy}"
    yield ""
