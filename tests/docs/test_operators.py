"""What an operator reads is what the code does."""

import re
import subprocess
import sys
from pathlib import Path

from typer.main import get_command

from app.cli.okr import okr
from app.settings import Settings

PAGE = Path("docs/operators.md")
SHELL = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL))


def checked() -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "scripts/settings_table.py", "--check"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_table_of_settings_is_what_the_class_says() -> None:
    assert checked().returncode == 0, checked().stderr


def test_a_setting_says_what_it_is_in_a_sentence() -> None:
    descriptions = {name: field.description for name, field in Settings.model_fields.items()}
    assert [n for n, said in descriptions.items() if not said or not said.endswith(".")] == []


def options_of(command: str, inner: str) -> set[str]:
    group = get_command(okr).commands[command]  # type: ignore[attr-defined]  # a group
    return {option for p in group.commands[inner].params for option in p.opts}


def test_every_option_that_it_uses_is_one() -> None:
    used = re.findall(r"okr (org|token) (\w+)(.*)", SHELL)
    assert len(used) >= 2
    for command, inner, rest in used:
        assert set(re.findall(r"--[a-z-]+", rest)) <= options_of(command, inner)


def test_every_script_that_it_runs_is_there() -> None:
    named = set(re.findall(r"scripts/[\w.]+", PAGE.read_text()))
    assert {"scripts/roles.sql", "scripts/backup.sh", "scripts/restore.sh"} <= named
    assert [name for name in named if not Path(name).is_file()] == []
