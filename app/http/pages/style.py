"""The style of all pages, and what browsers are told about it."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"


@cache
def style() -> str:
    """Return the style, as it stands in every page."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """Return what a page may load: nothing but this very style."""
    digest = b64encode(sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
