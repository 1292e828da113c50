"""How long pages take in the small demo and in the large one, side by side.

`python -m bench.pages`: the first and the last page of every list, a single read and a check-in;
the median of nine, in milliseconds, and by how much it grows.
"""

import json
import time
import urllib.request
from contextlib import ExitStack
from statistics import median
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

from app.demo import Size
from bench.server import served, wait_for
from bench.stage import Stage, environment, stage

LISTS = ("members", "teams", "themes", "cycles", "objectives", "key-results", "initiatives",
         "check-ins", "alignments", "kpis", "evaluations", "journal")  # fmt: skip
LIMIT = 50
TIMES = 9  # after one that does not count
SKIP = 100  # on the way to the last page


def answered(url: str, headers: dict[str, str], body: object = None) -> Any:
    """Return an answer; of what is not there, nothing."""
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, {"Content-Type": "application/json"} | headers)
    try:
        with urllib.request.urlopen(asked) as answer:
            return json.load(answer)
    except HTTPError as error:
        if error.code != 404:
            raise
        return None


def seconds(url: str, headers: dict[str, str], body: object) -> float:
    """Return how long an answer takes."""
    begun = time.perf_counter()
    answered(url, headers, body)
    return time.perf_counter() - begun


def last_page(url: str, headers: dict[str, str]) -> str | None:
    """Return the address of the last page of a list, or None where there is but one."""
    cursor, found = None, None
    while True:
        asked = {"limit": SKIP} | ({"cursor": cursor} if cursor else {})
        page = answered(f"{url}?{urlencode(asked)}", headers)
        if page["next_cursor"] is None:
            return found
        cursor = page["next_cursor"]
        found = f"{url}?{urlencode({'limit': LIMIT, 'cursor': cursor})}"


def asked(org: str, here: Stage) -> dict[str, tuple[str, object]]:
    """Return what to ask for, by its name: an address, and a body for what is written."""
    found: dict[str, tuple[str, object]] = {}
    for name in LISTS:
        url = f"{org}/{name}"
        found[f"{name}, first page"] = (f"{url}?limit={LIMIT}", None)
        if (last := last_page(url, here.headers)) is not None:
            found[f"{name}, last page"] = (last, None)
    one, cycle = f"{org}/objectives/{here.objective_id}", f"cycle_id={here.cycle_id}"
    key_result = answered(one, here.headers)["key_results"][0]
    check_ins = f"{org}/key-results/{key_result['id']}/check-ins"
    found["sheets, first page"] = (f"{org}/sheets?{cycle}&limit={LIMIT}", None)
    found["board, first page"] = (f"{org}/kpi-board?{cycle}&limit={LIMIT}", None)
    found["sheet of the organization"] = (f"{org}/sheet?{cycle}", None)
    found["one objective"] = (one, None)
    found["check-ins of a key result"] = (check_ins, None)
    found["a check-in"] = (check_ins, {"confidence": 7, "note": "."})
    return found


def main() -> None:
    """Measure both in turns, so that the noise of the machine meets both, and print them."""
    with ExitStack() as all_of:
        ways = []
        for size in Size:
            here = all_of.enter_context(stage(size))
            url = all_of.enter_context(served("bench.full", environment(here)))
            wait_for(f"{url}/livez", {})
            ways.append((here.headers, asked(f"{url}/v1/orgs/{here.org_id}", here)))
        print(f"{'milliseconds':32}{'small':>9}{'large':>9}{'grows':>9}")
        for name in ways[-1][1]:
            has = [(*asks[name], headers) for headers, asks in ways if name in asks]
            rounds = [[seconds(url, of, body) for url, body, of in has] for _ in range(TIMES + 1)]
            took = [1000 * median(each) for each in zip(*rounds[1:], strict=True)]
            grows = f"{took[-1] / took[0]:9.2f}" if len(took) > 1 else ""
            print(f"{name:32}{'' if grows else ' ' * 9}{''.join(f'{t:9.1f}' for t in took)}{grows}")


if __name__ == "__main__":
    main()
