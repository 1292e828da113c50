"""Names for those who are not named in the story: always the same ones, each pair once."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from app.tables.account import Locale

FILE = Path(__file__).parent / "aims" / "names.toml"
ONE_WESTERN_IN = 7


class Name(NamedTuple):
    """What somebody is called, and what they sign in with."""

    name: str
    login: str
    locale: Locale


def names() -> Iterator[Name]:
    """Yield names, one after the other."""
    lists = {key: line.split(",") for key, line in tomllib.loads(FILE.read_text()).items()}
    ours, theirs = (lists["surnames"], lists["given"]), (
        lists["western_surnames"], lists["western_given"],
    )  # fmt: skip
    for n in range(len(ours[0]) * len(ours[1])):
        yield chinese(*pair(ours, n))
        if n % ONE_WESTERN_IN == 0 and n // ONE_WESTERN_IN < len(theirs[0]) * len(theirs[1]):
            yield western(*pair(theirs, n // ONE_WESTERN_IN))


def pair(lists: tuple[list[str], list[str]], n: int) -> tuple[str, str]:
    """Return the nth pair: as the lengths have no common divisor, none comes twice."""
    first, second = lists
    return first[n % len(first)], second[n % len(second)]


def chinese(surname: str, given: str) -> Name:
    """Return a name in characters and in letters."""
    (family, latin), (own, spelt) = surname.split(" "), given.split(" ")
    return Name(f"{family}{own} {latin} {spelt}", login(latin, spelt), Locale.zh)


def western(surname: str, given: str) -> Name:
    """Return a name in letters."""
    return Name(f"{given} {surname}", login(given, surname), Locale.en)


def login(first: str, second: str) -> str:
    """Return what an address begins with."""
    plain = normalize("NFKD", f"{first}.{second}").encode("ascii", "ignore").decode()
    return plain.lower()
