"""A command that runs in a process of its own, and one that runs here for as long as it may."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from tests.served import PATIENCE

LIFE = 4 * PATIENCE  # seconds, of a process: what waits for its next line waits no longer


@contextmanager
def ended_within(seconds: float, what: str) -> Iterator[None]:
    """Stop what still runs here after that time, as Ctrl-C would, and fail: it serves, say."""
    late = []

    def stop(*_: object) -> None:
        late.append(what)
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # again, should the first be overheard
    try:
        yield
    except KeyboardInterrupt:
        if not late:
            raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert not late, f"`{what}` still runs after {seconds} seconds."


@contextmanager
def mortal(process: "subprocess.Popen[str]") -> Iterator[None]:
    """Let a process end with the test, and even before that if the test waits for it too long."""
    life = Timer(LIFE, process.kill)
    life.daemon = True
    life.start()
    try:
        yield
    finally:
        life.cancel()
        process.kill()
        process.communicate()


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
