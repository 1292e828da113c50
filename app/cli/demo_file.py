"""Where scripts read how to get in: `demo.json`, there as long as the demo listens."""

import json
import os
from pathlib import Path

from app.demo import Demo
from app.private_files import write_private


def announce(file: Path, base_url: str, demo: Demo) -> None:
    """Write it, readable by nobody else."""
    content = {
        "base_url": base_url,
        "org": demo.org,
        "email": demo.email,
        "password": demo.password,
        "token": demo.token,
        "pid": os.getpid(),
    }
    write_private(file, json.dumps(content, indent=2) + "\n")


def withdraw(file: Path) -> None:
    """Remove it, unless it is by now another process's."""
    try:
        if json.loads(file.read_text())["pid"] == os.getpid():
            file.unlink()
    except (OSError, ValueError, KeyError):
        pass  # gone or not ours: there is nothing to take back
