"""Errors of Postgres that pass: the same work, done again from its start, may succeed."""

from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError

PASSING = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock
        "0A000",  # a plan that a migration has made stale (and what is not supported: see below)
    }
)
STALE_PLAN = asyncpg.InvalidCachedStatementError


def cause_of(error: BaseException) -> Any:
    """Return what the driver raised."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return error.orig.__cause__ or error.orig
    return error


def is_passing(error: BaseException) -> bool:
    """Whether nothing has happened, and a second try may succeed."""
    cause = cause_of(error)
    if isinstance(cause, asyncpg.FeatureNotSupportedError):
        return isinstance(cause, STALE_PLAN)
    return getattr(cause, "sqlstate", None) in PASSING
