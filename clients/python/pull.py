"""Keeps a copy of where every objective and key result stands, and fetches only what has changed.

It needs nothing but Python: OKR_TOKEN=okr_pat_... python3 pull.py URL-OF-THE-ORGANIZATION copy.json
"""

import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

TRIES = 5
# `updated_at` is when a change was asked for; it is there to be read a little later.
OVERLAP = timedelta(seconds=10)
TOKEN = {"Authorization": f"Bearer {os.environ['OKR_TOKEN']}"}


def get(url: str) -> Any:
    """Return an answer. What is busy says when to come again; all else is for people to solve."""
    for _ in range(TRIES):
        try:
            with urlopen(Request(url, headers=TOKEN), timeout=30) as answer:
                return json.load(answer)
        except HTTPError as refused:
            problem = json.load(refused)
            if refused.code not in (429, 503):
                raise SystemExit("{status} {code}: {detail}".format(**problem)) from None
            sleep(int(refused.headers["Retry-After"]))
    raise SystemExit(f"{url} is still busy.")


def everything(url: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the items of a list, page by page to its end."""
    cursor: str | None = ""
    while cursor is not None:
        page = get(f"{url}?{urlencode(query | ({'cursor': cursor} if cursor else {}))}")
        yield from page["items"]
        cursor = page["next_cursor"]


def pull(url: str, copy: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Bring a copy of one list up to date, and yield what has changed in it."""
    query = {"limit": "100"}
    if copy:
        newest = max(datetime.fromisoformat(item["updated_at"]) for item in copy.values())
        query["updated_since"] = (newest - OVERLAP).isoformat()
    for item in everything(url, query):
        if copy.get(item["id"]) != item:
            copy[item["id"]] = item
            yield item


org, file = sys.argv[1], Path(sys.argv[2])
copies = json.loads(file.read_text()) if file.exists() else {"objectives": {}, "key-results": {}}
for name, copy in copies.items():
    for item in pull(f"{org}/{name}", copy):
        print(item["title"], item["progress"], item["health"], sep="\t")
file.write_text(json.dumps(copies))
