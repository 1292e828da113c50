"""What an examination finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is."""

    ok = "ok"
    warn = "warn"
    fail = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check has found, and what to do about it."""

    check: str
    grade: Grade
    said: str
    remedy: str = ""


def ok(check: str, said: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(check, Grade.ok, said)


def warn(check: str, said: str, remedy: str) -> Finding:
    """Say what will be a trouble one day."""
    return Finding(check, Grade.warn, said, remedy)


def fail(check: str, said: str, remedy: str) -> Finding:
    """Say what keeps the service from working."""
    return Finding(check, Grade.fail, said, remedy)


def worst(findings: Iterable[Finding]) -> Grade:
    """Return the worst grade of all."""
    order = list(Grade)
    return max((finding.grade for finding in findings), key=order.index, default=Grade.ok)
