"""From a template to an answer."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.http import words
from app.http.language import language_of
from app.http.pages import figures
from app.http.pages.style import TEMPLATES, policy, style
from app.tables.account import Locale

OF_PAGES = "/orgs/"  # addresses outside `/v1`: what they answer is read by people
NAMES = {Locale.en: "English", Locale.zh: "中文"}


def is_page(scope: Mapping[str, Any]) -> bool:
    """Whether people read what an address answers."""
    path: str = scope["path"]
    return path.startswith(OF_PAGES)


def query_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Return the query of an address. It may hold a secret."""
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))


def language_wanted(scope: Mapping[str, Any]) -> Locale:
    """Return the language of a page: the one that its address names, before the browser's."""
    named = query_of(scope).get("lang", "")
    return Locale(named) if named in Locale.__members__ else language_of(scope)


@cache
def environment(language: Locale) -> Environment:
    """Return what renders the pages of a language. All that is filled in is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= figures.filters(language) | {"marked": marked}
    made.globals |= {
        "w": words.pages(language),
        "lang": language.value,
        "style": Markup(style()),  # ours: `policy` allows this very text
    }
    return made


def marked(text: str) -> Markup:
    """Return a text, escaped, in which what stands in backquotes is code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def languages(scope: Mapping[str, Any]) -> list[tuple[Locale, str, str]]:
    """Return the same page in every language: its locale, its name and its address from here."""
    query = query_of(scope)
    return [(each, name, f"?{urlencode(query | {'lang': each})}") for each, name in NAMES.items()]


def page(
    scope: Mapping[str, Any],
    template: str,
    what: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a page."""
    language = language_wanted(scope)
    written = environment(language).get_template(template)
    body = written.render(**what, languages=languages(scope)).encode()
    told = {
        "Content-Language": language.value,
        "Content-Security-Policy": policy(),
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
    }
    return Response(body, status, told | dict(headers or {}), "text/html; charset=utf-8")
