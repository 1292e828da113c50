"""The log: one line of JSON a request, and one for each thing that went wrong.

It holds no token, query or body, and no message of an exception, which repeats what it was given.
"""

import sys
from collections.abc import Mapping
from traceback import extract_tb
from typing import Any, BinaryIO, cast

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger

from app.settings import LogLevel
from app.tables.base import now

LEVELS = {"info": 20, "warning": 30, "error": 40, "off": 50}  # nothing of ours is critical
DEEPEST = 12  # frames of a traceback that are kept, the innermost ones


def dated(_: Any, level: str, event: EventDict) -> Mapping[str, Any]:
    """Put the instant and the level in front."""
    return {"at": now(), "level": level, **event}


def written(_: Any, __: str, event: EventDict) -> bytes:
    """Write a line."""
    return orjson.dumps(event, default=str, option=orjson.OPT_UTC_Z)


def open_log(level: LogLevel, stream: BinaryIO | None = None) -> FilteringBoundLogger:
    """Return a log that writes to a stream: by default to standard output."""
    logger = structlog.wrap_logger(
        structlog.BytesLogger(stream or sys.stdout.buffer),
        processors=[dated, written],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
    )
    return cast(FilteringBoundLogger, logger.bind())


def described(error: BaseException) -> dict[str, Any]:
    """Return what kind of error it is, what it came from, and where it was raised."""
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < DEEPEST:
        kinds.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        cause = cause.__cause__ or cause.__context__
    frames = extract_tb(error.__traceback__)[-DEEPEST:]
    return {"error": kinds, "where": [f"{f.filename}:{f.lineno} {f.name}" for f in frames]}
