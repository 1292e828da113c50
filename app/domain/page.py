"""The pages that a link can open. Whatever shall be opened by one has a line here."""

import re
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from app.domain.errors import NotValid

ID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
EVERYWHERE = frozenset({"lang"})


class Page(NamedTuple):
    """A page: its address inside the organization, and the ids that its query names."""

    shape: str
    needs: frozenset[str]


PAGES = (
    Page("/sheets/organization", frozenset({"cycle_id"})),
    Page("/sheets/teams/{team_id}", frozenset({"cycle_id"})),
    Page("/sheets/members/{member_id}", frozenset({"cycle_id"})),
)


class UnknownPage(NotValid):
    """No link opens this, or there is no such page here."""

    code = "unknown_page"


class QueryUnfit(NotValid):
    """The page needs to be told more, or does not take what it is told."""

    code = "query_unfit"


class Opened(NamedTuple):
    """One page, and the ids that its address names."""

    page: Page
    path: str
    ids: dict[str, UUID]


def page_at(path: str, homes: Collection[str] = ()) -> Opened:
    """Return the page at an address, or raise where no link opens it.

    An address may begin with that of the organization, by whichever of its names (`homes`).
    """
    home = next((each for each in homes if path.startswith(f"{each}/")), "")
    inside = path.removeprefix(home).lower()
    for page in PAGES:
        found = re.fullmatch(re.sub(r"{(\w+)}", rf"(?P<\1>{ID})", page.shape), inside)
        if found:
            ids = {name: UUID(text) for name, text in found.groupdict().items()}
            return Opened(page, inside, ids)
    raise UnknownPage("/path")


def ensure_query(page: Page, given: Collection[str]) -> None:
    """Raise unless a query names what the page needs, and nothing that it does not take."""
    wrong = sorted(page.needs.symmetric_difference(set(given) - EVERYWHERE))
    if wrong:
        raise QueryUnfit(f"/query/{wrong[0]}", needs=", ".join(sorted(page.needs)) or "-")
