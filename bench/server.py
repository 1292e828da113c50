"""An application served as the service is, for as long as it is measured."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(module: str, env: dict[str, str]) -> Iterator[str]:
    """Serve an application as the service is served."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        f"{module}:create",
        "--port",
        str(port),
    ]
    flags = [
        "--no-access-log",
        "--no-proxy-headers",
        "--log-level",
        "warning",
        "--loop",
        "uvloop",
        "--http",
        "httptools",
    ]
    process = subprocess.Popen([*command, *flags], env=env, stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str, headers: dict[str, str]) -> int:
    """Wait for the first answer, and return how long it is."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
                return len(answer.read())
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer.")
