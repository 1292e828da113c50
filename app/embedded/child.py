"""Postgres as a child that does not outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
FAST_SHUTDOWN, AT_ONCE = signal.SIGINT, signal.SIGQUIT
PATIENCE = 20  # seconds for a checkpoint on a slow disk
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def start_child(command: list[str], log: Path) -> "subprocess.Popen[bytes]":
    """Start it in a session of its own: Ctrl-C is for us, and we stop it in our own time."""
    parent = os.getpid()

    def die_with_parent() -> None:
        """Have the kernel stop it when we are killed in a way that we cannot answer."""
        if LIBC:
            LIBC.prctl(PR_SET_PDEATHSIG, int(FAST_SHUTDOWN))
            if os.getppid() != parent:  # it happened in between
                os._exit(1)

    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )


def stop_child(process: "subprocess.Popen[bytes]") -> None:
    """Stop it with all it holds written; in an emergency without, and it recovers at its start."""
    process.send_signal(FAST_SHUTDOWN)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.send_signal(AT_ONCE)
        process.wait()
