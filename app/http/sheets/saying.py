"""What sheets say, in every language that we speak."""

from functools import cache
from typing import Any

from app.domain.sheet import Finding
from app.http import words
from app.tables.account import Locale

Said = dict[str, dict[Locale, str]]


@cache
def findings() -> dict[str, Said]:
    """Return what is said about each finding, and what to do."""
    said = words.read("sheets.toml")["findings"]
    return {
        code: {part: words.in_all(text) for part, text in parts.items()}
        for code, parts in said.items()
    }


@cache
def named(part: str) -> Said:
    """Return the names of columns, or the words in cells."""
    return {name: words.in_all(said) for name, said in words.read("sheets.toml")[part].items()}


def told(finding: Finding, language: Locale) -> dict[str, Any]:
    """Return a finding as it is answered. Which thing it is about not everybody may know."""
    said, subject = findings()[finding.code], finding.subject
    gaps = {"count": finding.count, "most": finding.most}
    return {
        "code": finding.code,
        **{part: said[part][language].format_map(gaps) for part in ("detail", "suggestion")},
        "subject": {"kind": subject.kind, "id": subject.id} if subject.is_seen else None,
    }
