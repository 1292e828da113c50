"""How long pages take in the small demo and in the large one, side by side.

`python -m bench.pages`: the first and the last page of every list, a single read and a check-in;
the median of five, in milliseconds, and by how much it grows.
"""

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

from app.demo import Size
from bench.server import served, wait_for
from bench.stage import Stage, environment, stage

LISTS = ("members", "teams", "themes", "cycles", "objectives", "key-results", "initiatives",
         "check-ins", "alignments", "journal")  # fmt: skip
LIMIT = 50
TIMES = 5
SKIP = 100  # on the way to the last page
Table = dict[str, float]


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


def timed(ask: Callable[[], object]) -> float:
    """Return how many milliseconds it takes: the median of some, after one that does not count."""
    ask()
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1000)
    return median(took)


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


def measured(org: str, here: Stage) -> Iterator[tuple[str, float]]:
    """Yield what was asked for, and how long it took."""
    ask, headers = answered, here.headers
    for name in LISTS:
        url = f"{org}/{name}"
        if ask(url, headers) is None:
            continue
        yield f"{name}, first page", timed(lambda url=url: ask(f"{url}?limit={LIMIT}", headers))
        if (last := last_page(url, headers)) is not None:
            yield f"{name}, last page", timed(lambda last=last: ask(last, headers))
    one = f"{org}/objectives/{here.objective_id}"
    yield "one objective", timed(lambda: ask(one, headers))
    key_result = ask(one, headers)["key_results"][0]
    check_ins = f"{org}/key-results/{key_result['id']}/check-ins"
    yield "check-ins of a key result", timed(lambda: ask(check_ins, headers))
    yield "a check-in", timed(lambda: ask(check_ins, headers, {"confidence": 7, "note": "."}))


def table_of(size: Size) -> Table:
    """Return the figures of the demo in one size."""
    with stage(size) as here, served("bench.full", environment(here)) as url:
        wait_for(f"{url}/livez", {})
        return dict(measured(f"{url}/v1/orgs/{here.org_id}", here))


def main() -> None:
    """Measure both, and print them side by side."""
    small, large = table_of(Size.small), table_of(Size.large)
    print(f"{'milliseconds':32}{'small':>9}{'large':>9}{'grows':>9}")
    for name in large:
        if name in small:
            print(f"{name:32}{small[name]:9.1f}{large[name]:9.1f}{large[name] / small[name]:9.2f}")
        else:
            print(f"{name:32}{'':9}{large[name]:9.1f}")


if __name__ == "__main__":
    main()
