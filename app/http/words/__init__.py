"""What we say to people, in every language that we speak: by code, with gaps to fill.

`problems.toml` has a title, a sentence and the page behind each code of a refusal; `values.toml`
a sentence for each thing that can be wrong with one value; `pages.toml` what pages for people say,
by the part of the page.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.tables.account import Locale


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said about a kind of problem: `help` tells what to do about it."""

    title: dict[Locale, str]
    detail: dict[Locale, str]
    help: dict[Locale, str]


def read(name: str) -> dict[str, Any]:
    """Return a file of words."""
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


def in_all(said: dict[str, str]) -> dict[Locale, str]:
    """Return a text in all languages, or fail at start where one is missing."""
    return {locale: said[locale] for locale in Locale}


@cache
def problems() -> dict[str, Entry]:
    """Return what is said about each kind of problem."""
    return {
        code: Entry(*(in_all(entry[part]) for part in ("title", "detail", "help")))
        for code, entry in read("problems.toml").items()
    }


@cache
def values() -> dict[str, dict[Locale, str]]:
    """Return what is said about each thing that can be wrong with a value."""
    return {code: in_all(said) for code, said in read("values.toml").items()}


@cache
def pages(language: Locale) -> dict[str, dict[str, str]]:
    """Return what pages say in a language, by part and name."""
    return {
        part: {name: in_all(said)[language] for name, said in names.items()}
        for part, names in read("pages.toml").items()
    }
