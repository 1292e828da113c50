"""Runs `wrk` against the service and against the bare limit, in turns, and prints the ratios.

`python -m bench [rounds] [seconds]`; needs `wrk` on the PATH.
"""

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from shutil import which
from statistics import median

from bench.stage import Stage, environment, stage

CONNECTIONS = 16
GOALS = {"one": 0.50, "list": 0.65}


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
    for _ in range(100):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
                return len(answer.read())
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer.")


def rate(url: str, headers: dict[str, str], seconds: int) -> float:
    """Return the requests per second of one round. An answer other than 2xx spoils it."""
    sent = [flag for name, value in headers.items() for flag in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *sent, url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(found[1]) if found else 0.0


def targets(full: str, bare: str, stage: Stage) -> dict[str, tuple[str, str]]:
    """Return what is asked for: of the service, and of the bare limit."""
    org = f"{full}/v1/orgs/{stage.org_id}"
    one = f"{org}/objectives/{stage.objective_id}"
    return {"one": (one, f"{bare}/one"), "list": (f"{org}/objectives?limit=50", f"{bare}/list")}


def main(rounds: int = 11, seconds: int = 2) -> None:
    """Measure, round by round, so that the noise of the machine meets both."""
    if which("wrk") is None:
        sys.exit("bench needs wrk: install it from your distribution (apt-get install wrk).")
    with ExitStack() as all_of:
        here = all_of.enter_context(stage())
        env, headers = environment(here), here.person.headers
        full, bare = (all_of.enter_context(served(f"bench.{m}", env)) for m in ("full", "bare"))
        for name, urls in targets(full, bare, here).items():
            sizes = [wait_for(url, headers) for url in urls]
            pairs = [[rate(url, headers, seconds) for url in urls] for _ in range(rounds)]
            ours, limit = (median(column) for column in zip(*pairs, strict=True))
            ratio = median(a / b for a, b in pairs)
            print(
                f"{name:5} {ours:8.0f}/s  bare {limit:8.0f}/s  ratio {ratio:.2f}"
                f"  (at least {GOALS[name]:.2f})  bytes {sizes}",
                flush=True,
            )


if __name__ == "__main__":
    main(*(int(given) for given in sys.argv[1:3]))
