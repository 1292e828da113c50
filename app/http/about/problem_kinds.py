"""Every kind of problem that the service reports, with its status and its page."""

from app.domain.errors import DomainError
from app.http import words
from app.http.about.schemas import ProblemKindPublic
from app.http.problems import status_of
from app.tables.account import Locale


def all_of(kind: type[DomainError]) -> list[type[DomainError]]:
    """Return a kind of refusal and all that are special cases of it."""
    return [kind, *(deeper for below in kind.__subclasses__() for deeper in all_of(below))]


def statuses() -> dict[str, int]:
    """Return the HTTP status of every code, in the order of the statuses."""
    found = {error.code: status_of(error) for error in all_of(DomainError)[1:]}
    return dict(sorted(found.items(), key=lambda each: (each[1], each[0])))


def kind_of(code: str, status: int, language: Locale) -> ProblemKindPublic:
    """Return what is said about a code."""
    entry = words.problems()[code]
    return ProblemKindPublic(
        code=code, status=status, title=entry.title[language], help=entry.help[language]
    )
