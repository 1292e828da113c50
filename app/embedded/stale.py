"""What a Postgres that died has left behind, and how not to hurt anybody else over it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.embedded import pidfile
from app.embedded.child import AT_ONCE, FAST_SHUTDOWN
from app.embedded.errors import CannotRun
from app.embedded.folder import SOCKET, Folder

PROCESSES = Path("/proc")
PATIENCE = 20  # seconds for an orphan to write what it has and go


def clear_the_way(folder: Folder) -> None:
    """Let a Postgres start here: end orphans of ours, remove the traces of what is gone.

    Only the holder of the lock comes here, so a server that runs on this data has no keeper left.
    A process that merely has the same number is never signalled. The traces of a dead one are
    left to Postgres, which learns from them whether its children are gone too.
    """
    pid = pidfile.written_pid(folder.data)
    if is_ours(pid, folder.data):
        end([pid], folder.data, FAST_SHUTDOWN)
    elif exists(pid):
        (folder.data / pidfile.NAME).unlink(missing_ok=True)
        (folder.sockets / f"{SOCKET}.lock").unlink(missing_ok=True)
    # A child that calculates does not notice that its server is gone, and bars the way of another.
    end(list(orphans(folder.data)), folder.data, AT_ONCE)


def exists(pid: int) -> bool:
    """Say whether any process has this number."""
    return pid > 0 and (PROCESSES / str(pid)).exists()


def is_ours(pid: int, data: Path) -> bool:
    """Say whether it is a live Postgres that works in this very folder."""
    process = PROCESSES / str(pid)
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        name = (process / "comm").read_text().strip()
        return name == "postgres" and state != "Z" and (process / "cwd").samefile(data)
    except OSError:
        return False


def orphans(data: Path) -> Iterator[int]:
    """Yield every process of Postgres that works in this folder."""
    for process in PROCESSES.glob("[0-9]*"):
        if is_ours(int(process.name), data):
            yield int(process.name)


def end(pids: list[int], data: Path, how: signal.Signals) -> None:
    """Ask orphans to stop, and wait for them."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, how)
    patience = time.monotonic() + PATIENCE
    while left := [pid for pid in pids if is_ours(pid, data)]:
        if time.monotonic() > patience:
            raise CannotRun(f"A Postgres runs on {data} and does not stop: end process {left[0]}.")
        time.sleep(0.05)
