"""What a Postgres that died has left behind, and how not to hurt anybody else over it."""

import os
import signal
import time
from pathlib import Path

from app.embedded.errors import CannotRun
from app.embedded.folder import SOCKET, Folder

PATIENCE = 20  # seconds for an orphan to write what it has and go


def clear_the_way(folder: Folder) -> None:
    """Let a Postgres start here: end an orphan of ours, remove the traces of what is gone.

    Only the holder of the lock comes here, so a server that runs on this data has no keeper left.
    A process that merely has the same number is never signalled. The traces of a dead one are
    left to Postgres, which learns from them whether its children are gone too.
    """
    pid = written_pid(folder.data / "postmaster.pid")
    if is_ours(pid, folder.data):
        end(pid, folder.data)
    elif exists(pid):
        (folder.data / "postmaster.pid").unlink(missing_ok=True)
        (folder.sockets / f"{SOCKET}.lock").unlink(missing_ok=True)


def written_pid(file: Path) -> int:
    """Return the number in the first line, or 0."""
    try:
        return int(file.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return 0


def exists(pid: int) -> bool:
    """Say whether any process has this number."""
    return pid > 0 and Path(f"/proc/{pid}").exists()


def is_ours(pid: int, data: Path) -> bool:
    """Say whether it is a live Postgres that works in this very folder."""
    process = Path(f"/proc/{pid}")
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        name = (process / "comm").read_text().strip()
        return name == "postgres" and state != "Z" and (process / "cwd").samefile(data)
    except OSError:
        return False


def end(pid: int, data: Path) -> None:
    """Ask an orphan to stop, and wait for it."""
    os.kill(pid, signal.SIGINT)
    patience = time.monotonic() + PATIENCE
    while is_ours(pid, data):
        if time.monotonic() > patience:
            raise CannotRun(f"A Postgres runs on {data} and does not stop: end process {pid}.")
        time.sleep(0.05)
