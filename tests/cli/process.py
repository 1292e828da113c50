"""A command that runs in a process of its own."""

import signal
import socket
import subprocess

from tests.served import PATIENCE


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def stopped(process: "subprocess.Popen[str]", by: signal.Signals) -> str:
    process.send_signal(by)
    said = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 0, said
    return said


def said_until(process: "subprocess.Popen[str]", word: str) -> str:
    """Read what a process says, to the line that has this in it."""
    assert process.stdout
    said = ""
    while word not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    return said
