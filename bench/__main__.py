"""Runs `wrk` against the service and against the bare limit, in turns, and prints the ratios.

`python -m bench [rounds] [seconds] [--size small|large]`: with a size, on the demo. Needs `wrk`.
"""

import re
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from shutil import which
from statistics import median

from app.demo import Size
from bench.server import served, wait_for
from bench.stage import Stage, environment, stage

CONNECTIONS = 16
GOALS = {"one": 0.50, "list": 0.65, "sheet": 0.60}


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
    """Return what is asked for: of the service, and of the bare limit by the same name."""
    org = f"{full}/v1/orgs/{stage.org_id}"
    one = f"{org}/objectives/{stage.objective_id}"
    asked = {
        "one": one,
        "list": f"{org}/objectives?limit=50",
        "sheet": f"{org}/sheet?cycle_id={stage.cycle_id}",
    }
    return {name: (url, f"{bare}/{name}") for name, url in asked.items()}


def main(rounds: int, seconds: int, size: Size | None) -> None:
    """Measure, round by round, so that the noise of the machine meets both."""
    if which("wrk") is None:
        sys.exit("bench needs wrk: install it from your distribution (apt-get install wrk).")
    with ExitStack() as all_of:
        here = all_of.enter_context(stage(size))
        env, headers = environment(here), here.headers
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


def arguments() -> Namespace:
    """Read what is asked for."""
    parser = ArgumentParser(prog="python -m bench")
    parser.add_argument("rounds", type=int, nargs="?", default=11)
    parser.add_argument("seconds", type=int, nargs="?", default=2)
    parser.add_argument("--size", type=Size, choices=list(Size))
    return parser.parse_args()


if __name__ == "__main__":
    main(**vars(arguments()))
