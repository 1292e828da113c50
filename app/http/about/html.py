"""Pages for people: one file each, without a script and without anything from elsewhere."""

import re
from html import escape

from app.http.about.schemas import ProblemKindPublic
from app.tables.account import Locale

TITLE = {Locale.en: "Problems", Locale.zh: "问题说明"}
BACK = {Locale.en: "All problems", Locale.zh: "全部问题"}
NAMES = {Locale.en: "English", Locale.zh: "中文"}
STYLE = """body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;
color:#1b1f24;background:#fff}code{background:#f0f2f4;padding:.1em .3em;border-radius:4px;
word-break:break-word}nav{margin-bottom:2rem}a{color:#0a58ca}dt{margin-top:1rem}dd{margin:0}
@media(prefers-color-scheme:dark){body{color:#e6e8ea;background:#16191c}code{background:#2a2f34}
a{color:#8ab4f8}}"""


def marked_up(text: str) -> str:
    """Escape a text, and show what stands in backquotes as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def page(title: str, path: str, language: Locale, body: str) -> bytes:
    """Return a page that links to itself in every language."""
    links = " · ".join(
        f'<a hreflang="{each}" lang="{each}" href="{path}?lang={each}">{NAMES[each]}</a>'
        for each in Locale
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><nav>{links}</nav><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    ).encode()


def problem(kind: ProblemKindPublic, language: Locale) -> bytes:
    """Return the page of one kind of problem."""
    body = (
        f"<p><code>{kind.status}</code> <code>{kind.code}</code></p><p>{marked_up(kind.help)}</p>"
        f'<p><a href="../problems?lang={language}">{BACK[language]}</a></p>'
    )
    return page(kind.title, kind.code, language, body)


def all_problems(kinds: list[ProblemKindPublic], language: Locale) -> bytes:
    """Return the page that lists all kinds of problems."""
    rows = [
        f"<dt><code>{kind.status}</code> "
        f'<a href="problems/{kind.code}?lang={language}"><code>{kind.code}</code></a></dt>'
        f"<dd>{escape(kind.title)}</dd>"
        for kind in kinds
    ]
    return page(TITLE[language], "problems", language, f"<dl>{''.join(rows)}</dl>")
