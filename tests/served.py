"""The demo, served as `make run` serves it: a process of its own, on a port and data of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import ROOT

PATIENCE = 90  # seconds, on a machine that has other things to do


def environment(**settings: object) -> dict[str, str]:
    """Return the environment of a service that is told this, and nothing else of ours."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith("OKR_") or n == "OKR_PG_BIN"}
    told = {f"OKR_{name.upper()}": str(value) for name, value in settings.items()}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | told


def announced(file: Path, process: "subprocess.Popen[str]") -> dict[str, str]:
    """Wait until a process says to scripts that it serves."""
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        if file.exists() and (found := json.loads(file.read_text()))["pid"] == process.pid:
            return dict(found)
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    raise AssertionError("It does not serve.")


@contextmanager
def demo(folder: Path) -> Iterator[Path]:
    """Serve the demo, and yield its data folder, in which `demo.json` says how to get in."""
    data = folder / "data"
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "demo"],
        cwd=folder,
        env=environment(data_dir=data, port=0, log_level="error"),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            announced(data / "demo.json", process)
            yield data
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=PATIENCE)[0]
            assert process.returncode == 0, said
        finally:
            process.kill()
