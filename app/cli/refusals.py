"""How a command that acts says no: the words of the API, and which option they speak of."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.db.retry import cause_of
from app.domain.errors import DomainError
from app.embedded.errors import CannotRun
from app.http.problems import sentence
from app.http.value_errors import field_error
from app.tables.account import Locale

Body = TypeVar("Body", bound=BaseModel)

NO_TABLES = "The database is not at the revision of this version: run `okr migrate` first."
MISSING = {"42P01", "42703", "42883"}  # a table, a column, a function


def read_options(kind: type[Body], said: dict[str, Any], options: Mapping[str, str]) -> Body:
    """Return what the options say, or name each that is wrong. `options` has them by pointer."""
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        found = [
            field_error(dict(each) | {"loc": ("body", *each["loc"])}, said, Locale.en)
            for each in error.errors()
        ]
        lines = [f"{options.get(f['pointer'], f['pointer'])}: {f['detail']}" for f in found]
        raise CannotRun("\n".join(lines)) from None


def because_of(error: Exception, options: Mapping[str, str]) -> CannotRun:
    """Say why nothing was done, and which option it was about."""
    if isinstance(error, DomainError):
        about = options.get(getattr(error, "pointer", ""), "")
        return CannotRun(f"{about}: ".removeprefix(": ") + sentence(error, Locale.en))
    cause = cause_of(error)
    if getattr(cause, "sqlstate", None) in MISSING:
        return CannotRun(NO_TABLES)
    said = str(cause).strip() or type(cause).__name__
    return CannotRun(f"The database of OKR_DATABASE_URL did not do it ({said}): try `okr doctor`.")
