"""The form of the secrets that we hand out: random, recognisable, and kept as a digest only."""

import re
from hashlib import sha256
from zlib import crc32

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PERSONAL = "okr_pat_"
RANDOM, CHECK = 30, 6  # characters: about 178 bits, and a check sum of 32
SHAPE = re.compile(rf"{PERSONAL}[0-9A-Za-z]{{{RANDOM + CHECK}}}")
PREFIX = len(PERSONAL) + 8  # what is shown of a token to tell it from others


def digest(secret: str) -> bytes:
    """Return what is stored of a secret: it has entropy enough for a plain hash."""
    return sha256(secret.encode()).digest()


def in_base62(number: int, width: int) -> str:
    """Write a number with letters and digits."""
    written = ""
    for _ in range(width):
        number, rest = divmod(number, len(ALPHABET))
        written = ALPHABET[rest] + written
    return written


def check_sum(random: str) -> str:
    """Return the end of a personal token: a mistyped one is refused without asking anybody."""
    return in_base62(crc32(random.encode()), CHECK)


def personal_token(random: bytes) -> str:
    """Return a personal token made of 24 random bytes."""
    body = in_base62(int.from_bytes(random), RANDOM)
    return f"{PERSONAL}{body}{check_sum(body)}"


def is_personal(token: str) -> bool:
    """Whether a token is one that we can have made."""
    body = token[len(PERSONAL) : len(PERSONAL) + RANDOM]
    return SHAPE.fullmatch(token) is not None and token.endswith(check_sum(body))
