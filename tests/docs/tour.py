"""Takes a document by its word: runs its ```bash blocks, in one shell, as a reader pastes them."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.settings import ROOT

PATIENCE = 300  # seconds for all of a document
# What a reader does not see: what goes wrong ends it, and each curl says what was answered.
BEGIN = r"""set -euo pipefail
okr() { "$PYTHON" -m app.cli "$@"; }
curl() { command curl --write-out '%{stderr}%{http_code}\n' "$@" 2>>"$ANSWERS"; }
"""
END_OF_BLOCK = r"""
printf '\x1e'; printf '\x1e' >>"$ANSWERS"
"""


@dataclass(frozen=True)
class Step:
    """A block, what it printed, and with which status each of its requests was answered."""

    pasted: str
    printed: str
    answers: list[int]


def blocks(page: Path) -> list[str]:
    """Return what a document asks to paste."""
    return re.findall(r"```bash\n(.*?)```", page.read_text(), re.DOTALL)


def walk(page: Path, data: Path, folder: Path, **told: str) -> list[Step]:
    """Run a document against a demo or what else it is told of; fail where a command fails."""
    pasted, answers = blocks(page), folder / "answers"
    answers.touch()
    here = {"OKR_DATA_DIR": data, "TMPDIR": folder, "ANSWERS": answers, "PYTHON": sys.executable}
    done = subprocess.run(
        ["bash", "-c", BEGIN + "".join(block + END_OF_BLOCK for block in pasted)],
        cwd=ROOT,
        env={**os.environ, **{name: str(each) for name, each in here.items()}, **told},
        text=True,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    said = f"{done.stdout}\n{done.stderr}\n{answers.read_text()}"
    assert done.returncode == 0, said
    printed, answered = done.stdout.split("\x1e"), answers.read_text().split("\x1e")
    assert len(printed) == len(answered) == len(pasted) + 1, said
    return [
        Step(what, out, [int(status) for status in statuses.split()])
        for what, out, statuses in zip(pasted, printed, answered, strict=False)
    ]
