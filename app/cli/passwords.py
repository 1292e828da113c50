"""Passwords that the operator gives people."""

import asyncio
import sys
from secrets import token_urlsafe

from app.embedded.errors import CannotRun
from app.http.passwords import Passwords

RANDOM = 15  # bytes: twenty characters
NOTHING = "There is no password on the input: echo it into this command, or leave --password-stdin."


def chosen(from_input: bool) -> str:
    """Return the first line of the input, or a new password."""
    if not from_input:
        return token_urlsafe(RANDOM)
    if not (line := sys.stdin.readline().rstrip("\r\n")):
        raise CannotRun(NOTHING)
    return line


def hashed(password: str) -> str:
    """Return what is stored of it."""
    return asyncio.run(Passwords().hash(password))
