"""Has a client generated, and knows what its program says when it has done the main job."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

PATIENCE = 120  # seconds, for a registry, a generator or a compiler
DONE = re.compile(
    r"""Signed in as .+, owner of .+\.
Cycle: \d{4} Q\d, \S+ to \S+\.
Created: Support answers within the hour, version 1\.
Retried: the same, replayed true\.
Proposed: contributes to “.+”, accepted\.
Checked in: 45, progress 0 to 0\.5\.
(?=(  moved .+\n)*  moved objective: 0 to 0\.25
)(  moved objective: \S+ to \S+\n){2,}Refused: 409 alignment_loop, over 3 goals\.
Refused: 422 /effective_on day_to_come\.
Edited: weight 2, version 2\.
Refused: 412 precondition_failed, not version 1 any more\.
Edited: weight 3, version 3\.
Read: \d{4} check-ins, this one among them\.
Watched: Answered in an hour, 90 % in each month\.
Followed: not_started\. Refused: 409 fed_by_kpi\.
Measured: 60 of 90, red\.
(?=(  moved .+\n)*  moved key_result: 0 to 0\.6667
)(?=(  moved .+\n)*  moved objective: 0\.1667 to 0\.3889
)(  moved \S+: \S+ to \S+\n){3,}Measured again: the same\.
Refused: 422 /period_on no_period_begins\.
Imported: 4 measurements\.
(?=(  moved .+\n)*  moved key_result: 0\.6667 to 0\.8
)(  moved \S+: \S+ to \S+\n){3,}Stands: 72 %, progress 0\.8\.
Series: 1 of 3 months, 72 red\.
Forecast: (72, from 1 of them|none, for no month has ended)\.
Board: 51, 52, 53, 72\.
Sheet: 1 KPI, guards red\.
  none_agreed \(team\): .+\.
Sheet: 1 KPI, guards red\.
Complete: no, then yes\.
Listed: Support desk, 3 key results, 1 KPI\.
Moved: dropped\.
Ended: with \d{4}-\d\d-3[01]\.
"""
)


def run(*command: str | Path, **environment: str) -> str:
    """Run a command, show and return what it says, or fail with that."""
    variables = [f"{name}={value}" for name, value in environment.items()]
    done = subprocess.run(
        ["env", *variables, *command],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout
    return done.stdout


def install(language: str) -> tuple[int, str]:
    """Get what generates a client, in time or not at all; return the status and what was said."""
    process = subprocess.Popen(
        ["sh", "scripts/clients.sh", "install", language],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # what it has started as well
        said, _ = process.communicate()
    return process.returncode, said


def generate(language: str) -> None:
    """Generate a client and compile it. Without its tools nothing can be said of it: skip."""
    status, said = install(language)
    if status != 0:
        pytest.skip(f"What generates a client in {language} is not to be had. {said[:300]}")
    run("sh", "scripts/clients.sh", "generate", language)
